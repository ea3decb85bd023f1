package io.skerry.controller.broker;

import io.skerry.controller.authority.Identity;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import org.apache.activemq.artemis.core.security.CheckType;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.spi.core.protocol.RemotingConnection;
import org.apache.activemq.artemis.spi.core.security.ActiveMQSecurityManager5;
import org.apache.activemq.artemis.spi.core.security.jaas.UserPrincipal;
import org.apache.activemq.artemis.utils.CertificateUtil;

/**
 * Tells the broker who a connection is, by its certificate alone, and what it may do. Names and
 * passwords are never looked at. Thread-safe.
 */
final class CertificateSecurity implements ActiveMQSecurityManager5 {
  private final AccessRules rules;

  CertificateSecurity(AccessRules rules) {
    this.rules = rules;
  }

  /**
   * The identity of a connection; TLS has checked that the fleet's CA signed it. Once the broker
   * has let a connection in, it stays who it is, also after its end, when the will is sent.
   */
  static Optional<Identity> identity(RemotingConnection connection) {
    if (connection.getSubject() != null) {
      return connection.getSubject().getPrincipals(Holder.class).stream()
          .findFirst()
          .map(Holder::identity);
    }
    X509Certificate[] chain = CertificateUtil.getCertsFromConnection(connection);
    return chain == null || chain.length == 0
        ? Optional.empty()
        : Identity.of(chain[0].getSubjectX500Principal());
  }

  @Override
  public Subject authenticate(
      String user, String password, RemotingConnection connection, String securityDomain) {
    return identity(connection).map(CertificateSecurity::subject).orElse(null);
  }

  @Override
  public boolean authorize(Subject subject, Set<Role> roles, CheckType checkType, String address) {
    return subject.getPrincipals(Holder.class).stream()
        .anyMatch(holder -> allowed(holder.identity(), checkType, address));
  }

  private boolean allowed(Identity identity, CheckType checkType, String address) {
    Optional<String> topic = CoreAddress.toTopic(address);
    return topic.isPresent()
        && switch (checkType) {
          case SEND -> rules.mayPublish(identity, topic.get());
          case CREATE_ADDRESS ->
              rules.mayPublish(identity, topic.get()) || rules.maySubscribe(identity, topic.get());
          case CONSUME,
              CREATE_DURABLE_QUEUE,
              CREATE_NON_DURABLE_QUEUE,
              DELETE_DURABLE_QUEUE,
              DELETE_NON_DURABLE_QUEUE,
              DELETE_ADDRESS -> // with its last subscription
              rules.maySubscribe(identity, topic.get());
          case BROWSE, MANAGE, VIEW, EDIT -> false;
        };
  }

  @Override
  public boolean validateUser(String user, String password) {
    return false;
  }

  @Override
  public boolean validateUserAndRole(
      String user, String password, Set<Role> roles, CheckType checkType) {
    return false;
  }

  private static Subject subject(Identity identity) {
    Subject subject = new Subject();
    subject.getPrincipals().add(new UserPrincipal(identity.role().unit() + " " + identity.name()));
    subject.getPrincipals().add(new Holder(identity));
    return subject;
  }

  /** Carries the identity in what the broker keeps of a connection. */
  private record Holder(Identity identity) implements java.security.Principal {
    @Override
    public String getName() {
      return identity.name();
    }
  }
}
