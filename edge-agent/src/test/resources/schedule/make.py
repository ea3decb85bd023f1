"""Makes the small models beside it that the scheduler's tests run; needs Debian's python3-onnx."""
import pathlib

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HERE = pathlib.Path(__file__).parent
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def value(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, shape)


def weights(name, *shape, scale=0.3):
    random = np.random.default_rng(len(name) + sum(shape))
    return numpy_helper.from_array((random.standard_normal(shape) * scale).astype(np.float32), name)


def write(name, nodes, inputs, outputs, constants=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants))
    model = helper.make_model(
        graph, producer_name="make.py", ir_version=8, opset_imports=[helper.make_opsetid("", 13)]
    )
    checker.check_model(model)
    save(model, HERE / f"{name}.onnx")


node = helper.make_node

# Each row on its own: y = tanh(x W), and the row's largest as a second output, its position as a third.
write(
    "rows",
    [
        node("MatMul", ["x", "w"], ["h"]),
        node("Tanh", ["h"], ["y"]),
        node("ReduceMax", ["y"], ["top"], axes=[1], keepdims=0),
        node("ArgMax", ["y"], ["place"], axis=1, keepdims=0),
    ],
    [value("x", FLOAT, "batch", 8)],
    [value("y", FLOAT, "batch", 16), value("top", FLOAT, "batch"), value("place", INT64, "batch")],
    [weights("w", 8, 16)],
)

# The batch is the second axis of what goes in and out; the sum over it is no one's business.
write(
    "columns",
    [node("MatMul", ["w", "x"], ["y"])],
    [value("x", FLOAT, 3, 8, "batch")],
    [value("y", FLOAT, 3, 5, "batch")],
    [weights("w", 5, 8)],
)

# Quantised as it runs: one scale for the whole batch, so that an item's answer depends on the others.
write(
    "quantised",
    [
        node("DynamicQuantizeLinear", ["x"], ["q", "scale", "zero"]),
        node("MatMulInteger", ["q", "w", "zero"], ["sum"]),
        node("Cast", ["sum"], ["real"], to=FLOAT),
        node("Mul", ["real", "scale"], ["y"]),
    ],
    [value("x", FLOAT, "batch", 8)],
    [value("y", FLOAT, "batch", 6)],
    [numpy_helper.from_array(np.arange(-24, 24, dtype=np.int8).reshape(8, 6), "w")],
)

# What comes out counts no items.
write(
    "mean",
    [node("ReduceMean", ["x"], ["y"], axes=[0], keepdims=1)],
    [value("x", FLOAT, "batch", 8)],
    [value("y", FLOAT, 1, 8)],
)

# Attends to tokens without looking at a mask: padding changes its answers.
write(
    "unmasked",
    [
        node("Gather", ["table", "ids"], ["vectors"]),
        node("ReduceMean", ["vectors"], ["mean"], axes=[1], keepdims=0),
    ],
    [value("ids", INT64, "batch", "sequence")],
    [value("mean", FLOAT, "batch", 6)],
    [weights("table", 32, 6)],
)

# A running sum with state on the second axis and a constant: next = state + x + k, y = next.
write(
    "counter",
    [
        node("Cast", ["k"], ["kf"], to=FLOAT),
        node("Add", ["state", "x"], ["s"]),
        node("Add", ["s", "kf"], ["next"]),
        node("Slice", ["next", "zero", "one"], ["first"]),
        node("Squeeze", ["first", "zero"], ["y"]),
    ],
    [value("x", FLOAT, "batch", 4), value("state", FLOAT, 2, "batch", 4), value("k", INT64)],
    [value("y", FLOAT, "batch", 4), value("next", FLOAT, 2, "batch", 4)],
    [
        numpy_helper.from_array(np.array([0], np.int64), "zero"),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
    ],
)

# Tokens with a mask: each token's vector, and their mean where the mask is 1.
write(
    "tokens",
    [
        node("Gather", ["table", "ids"], ["vectors"]),
        node("Cast", ["mask"], ["maskf"], to=FLOAT),
        node("Unsqueeze", ["maskf", "two"], ["m"]),
        node("Mul", ["vectors", "m"], ["tokens"]),
        node("ReduceSum", ["tokens", "one"], ["sum"], keepdims=0),
        node("ReduceSum", ["maskf", "one"], ["count"], keepdims=1),
        node("Div", ["sum", "count"], ["mean"]),
    ],
    [value("ids", INT64, "batch", "sequence"), value("mask", INT64, "batch", "sequence")],
    [value("tokens", FLOAT, "batch", "sequence", 6), value("mean", FLOAT, "batch", 6)],
    [
        weights("table", 32, 6),
        numpy_helper.from_array(np.array([1], np.int64), "one"),
        numpy_helper.from_array(np.array([2], np.int64), "two"),
    ],
)
