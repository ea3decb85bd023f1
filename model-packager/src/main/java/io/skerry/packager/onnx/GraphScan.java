package io.skerry.packager.onnx;

import io.skerry.protocol.json.FormatException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Scans graphs and the graphs inside them (If, Loop, functions): operators, external weights, and
 * of the top graph its inputs, outputs and initialisers. Confined to one thread.
 */
final class GraphScan {
  private static final int MAX_NAMES = 1_000_000;
  private static final int MAX_TENSORS = 10_000;
  private static final int MAX_TOLD = 64;

  private final ProtoReader in;
  final List<ValueInfo> inputs = new ArrayList<>();
  final List<ValueInfo> outputs = new ArrayList<>();
  final Set<String> initialisers = new HashSet<>();
  final Set<String> operators = new TreeSet<>();
  final Set<String> externalData = new TreeSet<>();

  GraphScan(ProtoReader in) {
    this.in = in;
  }

  boolean topGraph() throws IOException, FormatException {
    return in.message(
        number ->
            switch (number) {
              case 1 -> node();
              case 5 -> initialiser(true);
              case 11 -> addTo(inputs);
              case 12 -> addTo(outputs);
              case 15 -> sparse(true);
              default -> false;
            });
  }

  boolean node() throws IOException, FormatException {
    String[] domainAndType = {"", ""};
    in.message(
        number -> {
          switch (number) {
            case 4 -> domainAndType[1] = in.text();
            case 7 -> domainAndType[0] = in.text();
            case 5 -> attribute();
            default -> {
              return false;
            }
          }
          return true;
        });
    if (!StandardOperators.covers(domainAndType[0]) && operators.size() < MAX_TENSORS) {
      operators.add(domainAndType[0] + "." + domainAndType[1]);
    }
    return true;
  }

  private void attribute() throws IOException, FormatException {
    in.message(
        number ->
            switch (number) {
              case 5, 10 -> initialiser(false);
              case 6, 11 -> innerGraph();
              case 22, 23 -> sparse(false);
              default -> false;
            });
  }

  private boolean innerGraph() throws IOException, FormatException {
    return in.message(
        number ->
            switch (number) {
              case 1 -> node();
              case 5 -> initialiser(false);
              case 15 -> sparse(false);
              default -> false;
            });
  }

  private boolean initialiser(boolean top) throws IOException, FormatException {
    return in.message(
        number -> {
          switch (number) {
            case 8 -> {
              String name = in.text();
              if (top) {
                addInitialiser(name);
              }
            }
            case 13 -> externalEntry();
            default -> {
              return false;
            }
          }
          return true;
        });
  }

  private boolean sparse(boolean top) throws IOException, FormatException {
    return in.message(number -> (number == 1 || number == 2) && initialiser(top && number == 1));
  }

  private void externalEntry() throws IOException, FormatException {
    String[] keyAndValue = {"", ""};
    in.message(
        number -> {
          if (number != 1 && number != 2) {
            return false;
          }
          keyAndValue[number - 1] = in.text();
          return true;
        });
    if (keyAndValue[0].equals("location") && externalData.size() < MAX_TOLD) {
      externalData.add(keyAndValue[1]);
    }
  }

  private void addInitialiser(String name) throws FormatException {
    if (initialisers.size() == MAX_NAMES) {
      throw new FormatException("more than " + MAX_NAMES + " initialisers");
    }
    initialisers.add(name);
  }

  private boolean addTo(List<ValueInfo> list) throws IOException, FormatException {
    if (list.size() == MAX_TENSORS) {
      throw new FormatException("more than " + MAX_TENSORS + " inputs or outputs");
    }
    list.add(ValueInfo.read(in));
    return true;
  }
}
