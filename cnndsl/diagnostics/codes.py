"""Every code that a diagnostic can carry. The hundreds are the phases of the front end."""

from __future__ import annotations

from typing import Literal, NamedTuple

Severity = Literal["error", "warning", "note"]
_SEVERITIES: dict[str, Severity] = {"E": "error", "W": "warning", "N": "note"}


class Code(NamedTuple):
    """A stable identifier such as `E0302` and the kind of fault that it stands for.

    Its letter is the severity: E is an error, W a warning (the network works, and could be better), N a note (worth
    knowing).
    """

    id: str
    title: str

    @property
    def severity(self) -> Severity:
        return _SEVERITIES[self.id[0]]


CODES: dict[str, Code] = {}


def _code(identifier: str, title: str) -> Code:
    code = Code(identifier, title)
    CODES[identifier] = code
    return code


# files
UNREADABLE = _code("E0001", "the file cannot be read")

# syntax
TAB = _code("E0101", "a tab in the indentation")
INDENTATION = _code("E0102", "indentation that belongs to no block")
CHARACTER = _code("E0103", "a character that the language does not use")
BRACKET = _code("E0104", "a bracket without its partner")
SYNTAX = _code("E0105", "a line that cannot be read")
BODY = _code("E0106", "a missing colon or body")
LABEL_SYNTAX = _code("E0107", "a malformed label")
SPACING = _code("E0108", "spaces inside an argument")
DANGLING_ELSE = _code("E0109", "`else` or `elif` without its `if`")

# names and arguments
UNKNOWN_KEYWORD = _code("E0201", "an unknown keyword")
UNKNOWN_OPTION = _code("E0202", "an unknown option")
REPEATED_OPTION = _code("E0203", "an argument given twice")
MISSING_ARGUMENT = _code("E0204", "a missing argument")
EXTRA_ARGUMENT = _code("E0205", "an argument too many")
WRONG_KIND = _code("E0206", "a value of the wrong kind")
OUT_OF_RANGE = _code("E0207", "a value out of range")
UNKNOWN_NAME = _code("E0208", "an unknown name")
EVALUATION = _code("E0209", "an expression without a value")
UNKNOWN_SETTING = _code("E0210", "a setting that the model does not have")
REBOUND = _code("E0211", "a name bound twice")
RECURSION = _code("E0212", "a block that calls itself without end")
IMPORT = _code("E0213", "an import that fails")

# shapes
WRONG_INPUT = _code("E0301", "a layer that does not take this kind of input")
GROUPS = _code("E0302", "channels that do not split into groups")
WINDOW = _code("E0303", "a window larger than its input")
POOL_PADDING = _code("E0304", "pool padding over half the kernel")
BRANCHES = _code("E0305", "branches that do not fit together")
EXPECTATION = _code("E0306", "an `expect` that fails")
PADDING = _code("E0307", "a padding that the input or stride does not allow")
ONE_VALUE = _code("E0308", "a norm over one value")
AGAIN = _code("E0309", "what cannot run again")

# structure
NO_INPUT = _code("E0401", "layers without an `input`")
DUPLICATE = _code("E0402", "two children of the same name")
BAD_LABEL = _code("E0403", "a label that a module cannot take")
MISPLACED = _code("E0404", "a statement in a place where it cannot stand")
NO_LAYERS = _code("E0405", "a network or container without layers")
LIMIT = _code("E0406", "a limit")
UNKNOWN_LABEL = _code("E0407", "a reference to no earlier line")
TRAINING_ONLY = _code("E0408", "a reference into a training-only head")

# data
DATA_CHANNELS = _code("E0601", "images with other channels than the network takes")
DATA_OUTPUT = _code("E0602", "an output that is not one number for each class")
DATA_CLASSES = _code("E0603", "another number of classes than the data has")
DATA_NO_PARAMETERS = _code("E0604", "a network with nothing to train")
DATA_SINGLE_IMAGES = _code("E0605", "a network that cannot take single images")
DATA_NO_IMAGES = _code("E0606", "images for a network that takes none")
DATA_ENDS = _code("E0607", "a network of several inputs, or of named outputs")

# lints
SOFTMAX = _code("W0501", "a softmax before a loss that applies it")
REDUNDANT_BIAS = _code("W0502", "a bias before batch normalisation")
LINEAR_PAIR = _code("W0503", "two linear layers with nothing between")
LAST_ACTIVATION = _code("W0504", "an activation after the last layer")
UNREAD = _code("W0505", "rows or columns that no window reads")
DROPOUT_BEFORE_NORM = _code("W0506", "dropout straight before batch normalisation")
HEAVY_FC = _code("W0507", "a fully connected layer that holds most parameters")
UNUSED_BLOCK = _code("W0508", "a block that nothing calls")
UNUSED_PARAMETER = _code("W0509", "a parameter that nothing reads")
CHANNELS_LAST = _code("W0510", "an input whose channels seem to stand last")
SECTION_WORD = _code("W0511", "a section named like a layer that it does not hold")
PADDING_ALONE = _code("W0512", "windows of nothing but padding")
COPIES = _code("W0513", "an adaptive pool that makes copies")
SAME_TWICE = _code("W0514", "a join that gets one value twice")
BATCH_DEPENDENT = _code("W0515", "what depends on the batch in evaluation")
ALLOWANCE = _code("W0516", "an `# allow` that silences nothing")
JOIN_WORD = _code("W0517", "a section named like a join")
UNREAD_OUTPUT = _code("W0518", "a layer whose output nobody reads")
STATEMENT_WORD = _code("W0519", "a section named like a statement")
SECTION_TWICE = _code("W0520", "a section that goes on with nothing between")
UNREAD_RESULT = _code("W0521", "a result of a block that nobody reads")
ACTIVATION_BEFORE_POOL = _code("N0501", "an activation that could follow the max pool")
RECEPTIVE_FIELD = _code("N0502", "a receptive field that does not fit the input")
LARGE_KERNEL = _code("N0503", "a large kernel where stacked 3x3 see the same")
UNUSED_LABEL = _code("N0504", "a label that nothing needs")
FILE_AS_IT_STANDS = _code("N0505", "an `expect` that holds for the file as it stands")
SINGLE_VALUES = _code("N0506", "batch normalisation of one value for each channel")
HIDDEN_LABEL = _code("N0507", "a label that hides another")
