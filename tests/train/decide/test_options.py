"""The table of options, and the recipe files that hold them."""

import math
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnndsl.train.decide import recipe_file
from cnndsl.train.decide.options import AUGMENTATIONS, RULES, OptionRule, Options, augmentations
from cnndsl.train.errors import OptionError
from tests.conftest import examples

NUMBERS = {name: choice for name, choice in RULES.items() if choice.kind in (int, float)}


def refused(**values: object) -> str:
    with pytest.raises(OptionError) as error:
        Options(**values)
    return error.value.message


BOUNDS = {
    "validation": "above 0 and below 1",
    "max_pixels": "at least 1 and at most 178956970",
    "limit": "at least 1 and at most 10000000",
    "epochs": "at least 1 and at most 1000000",
    "batch_size": "at least 1 and at most 2147483648",
    "lr": "above 0",
    "momentum": "above 0 and below 1",
    "weight_decay": "at least 0",
    "warmup": "at least 0 and below 1",
    "label_smoothing": "at least 0 and below 1",
    "ema": "at least 0 and below 1",
    "patience": "at least 0",
    "seed": "at least 0 and at most 4294967295",
    "workers": "at least 0 and at most 512",
    "overfit_batches": "at least 0",
}
WORDS = {
    "resize": "crop, stretch, pad",
    "opt": "sgd, adam, adamw",
    "schedule": "onecycle, cosine, step, constant",
    "class_weights": "none, balanced",
    "precision": "float32, bf16",
    "device": "auto, cpu, cuda, mps",
    "log": "none, tensorboard",
}
DEFAULTS = Options(
    data="digits", data_dir=None, validation=None, resize=None, skip_bad=False, max_pixels=67_108_864, limit=10_000,
    epochs=None, batch_size=None, opt="sgd", lr=None, momentum=0.9, weight_decay=None, schedule="onecycle", warmup=0.3, label_smoothing=0.05,
    class_weights="none", augment=None, ema=0.0, patience=0, seed=0, deterministic=False, precision=None, device="auto",
    weights="none", freeze="none", lr_scale="none",
    workers=None, compile=False, log="none", overfit_batches=0,
)  # fmt: skip


def test_the_defaults_are_those_that_are_published() -> None:
    assert Options() == DEFAULTS


@pytest.mark.parametrize("name", BOUNDS)
def test_numbers_have_these_bounds(name: str) -> None:
    outside = -1 if RULES[name].kind is int else -0.5
    number = "a finite number " if RULES[name].kind is float else ""
    said = refused(**{name: outside})
    assert said == f"--{name.replace('_', '-')} must be {number}{BOUNDS[name]}, not {outside}"


@pytest.mark.parametrize("name", WORDS)
def test_texts_are_of_these_words(name: str) -> None:
    for word in WORDS[name].split(", "):
        assert getattr(Options(**{name: word}), name) == word
    assert refused(**{name: "other"}) == f"--{name.replace('_', '-')} must be one of {WORDS[name]}, not 'other'"


def test_every_number_and_every_choice_of_words_is_tested() -> None:
    assert set(BOUNDS) == set(NUMBERS)
    assert set(WORDS) == {name for name, choice in RULES.items() if choice.words}


@pytest.mark.parametrize("name", NUMBERS)
def test_every_bound_is_where_the_table_says(name: str) -> None:
    choice = NUMBERS[name]
    flag = f"--{name.replace('_', '-')}"

    def step(value: float, towards: float) -> float:
        return int(value + math.copysign(1, towards)) if choice.kind is int else math.nextafter(value, towards)

    for bound in (choice.least, choice.most):
        if bound is not None:
            assert getattr(Options(**{name: choice.kind(bound)}), name) == bound
    if choice.least is not None:
        assert refused(**{name: step(choice.least, -math.inf)}).startswith(f"{flag} must be ")
    if choice.most is not None:
        assert refused(**{name: step(choice.most, math.inf)}).startswith(f"{flag} must be ")
    for bound, inside in ((choice.above, math.inf), (choice.below, -math.inf)):
        if bound is not None:
            assert refused(**{name: bound}).startswith(f"{flag} must be ")
            Options(**{name: step(bound, inside)})


@pytest.mark.parametrize("name", [name for name, choice in NUMBERS.items() if choice.kind is float])
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_numbers_are_finite(name: str, value: float) -> None:
    assert "must be a finite number" in refused(**{name: value})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"epochs": 0}, "--epochs must be at least 1 and at most 1000000, not 0"),
        ({"epochs": 1_000_001}, "--epochs must be at least 1 and at most 1000000, not 1000001"),
        ({"epochs": 10**400}, f"--epochs must be at least 1 and at most 1000000, not {10**400}"),
        ({"epochs": 3.0}, "--epochs must be a whole number, not 3.0"),
        ({"epochs": True}, "--epochs must be a whole number, not True"),
        ({"batch_size": -3}, "--batch-size must be at least 1 and at most 2147483648, not -3"),
        ({"lr": 0.0}, "--lr must be a finite number above 0, not 0"),
        ({"lr": "fast"}, "--lr must be a number, not 'fast'"),
        ({"validation": 1}, "--validation must be a finite number above 0 and below 1, not 1"),
        ({"ema": 0.99999999999 + 1e-11}, "--ema must be a finite number at least 0 and below 1, not 1"),
        ({"seed": -1}, "--seed must be at least 0 and at most 4294967295, not -1"),
        ({"opt": "lion"}, "--opt must be one of sgd, adam, adamw, not 'lion'"),
        ({"opt": None}, "--opt must be a text, not None"),
        ({"deterministic": 1}, "--deterministic must be true or false, not 1"),
        ({"augment": "crop,blur"}, "--augment must be none or some of crop, flip, resized-crop, not 'blur'"),
        ({"augment": ""}, "--augment must be none or some of crop, flip, resized-crop, not ''"),
        ({"freeze": ""}, "--freeze must be none or names with commas, not ''"),
        ({"freeze": "stem,,fc"}, "--freeze must be none or names with commas, not 'stem,,fc'"),
        ({"lr_scale": ""}, "--lr-scale must be none or NAME=X with commas, X above 0, not ''"),
        ({"lr_scale": "stem"}, "--lr-scale must be none or NAME=X with commas, X above 0, not 'stem'"),
        ({"lr_scale": "stem=0"}, "--lr-scale must be none or NAME=X with commas, X above 0, not 'stem=0'"),
        ({"lr_scale": "stem=1,fc=nan"}, "--lr-scale must be none or NAME=X with commas, X above 0, not 'fc=nan'"),
        ({"lr_scale": "stem=1,=2"}, "--lr-scale must be none or NAME=X with commas, X above 0, not '=2'"),
        ({"data": "a\0b"}, "--data must be a text in UTF-8 without zero bytes, not 'a\\x00b'"),
        ({"data_dir": "\udcff"}, "--data-dir must be a text in UTF-8 without zero bytes, not '\\udcff'"),
    ],
)
def test_values_that_are_refused(wrong: dict[str, object], message: str) -> None:
    assert refused(**wrong) == message


@pytest.mark.parametrize("value", [10**400, -(10**400)])
def test_a_whole_number_too_large_for_a_float_is_refused(value: int) -> None:
    """TOML has such numbers; the command line turns them into infinity."""
    assert "--lr must be a" in refused(lr=value)


def test_a_whole_number_will_do_for_a_number() -> None:
    assert isinstance(Options(lr=1).lr, float)


@pytest.mark.parametrize(
    ("text", "words"),
    [("none", set()), ("flip", {"flip"}), (" crop , resized-crop", {"crop", "resized-crop"})],
)
def test_augmentations_are_words(text: str, words: set[str]) -> None:
    assert augmentations(Options(augment=text).augment) == words


# ------------------------------------------------------------------------------------------------- recipe files


def read(tmp_path: Path, text: str | bytes) -> dict[str, object]:
    path = tmp_path / "recipe.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return recipe_file.read(path)


def test_names_are_spelt_with_either_sign(tmp_path: Path) -> None:
    text = 'batch-size = 32\nlabel_smoothing = 0\nopt = "adam"\ndeterministic = true\n'
    assert read(tmp_path, text) == {"batch_size": 32, "label_smoothing": 0, "opt": "adam", "deterministic": True}


@pytest.mark.parametrize(
    ("text", "message", "help_"),
    [
        ("bach-size = 1", "recipe.toml: there is no option 'bach_size'", "did you mean 'batch-size'?"),
        ("learning = 1", "recipe.toml: there is no option 'learning'", "the options are data, data-dir,"),
        ("[train]\nepochs = 1", "recipe.toml: there is no option 'train'", ""),
        ("epochs = 'ten'", "recipe.toml: --epochs must be a whole number, not 'ten'", ""),
        ("epochs = 1979-05-27", "recipe.toml: --epochs must be a whole number, not ", ""),
        ("epochs = 0", "recipe.toml: --epochs must be at least 1", ""),
        ("lr = nan", "recipe.toml: --lr must be a finite number above 0, not nan", ""),
        (f"lr = 1{'0' * 400}", "recipe.toml: --lr must be a", ""),
        (f"seed = 1{'0' * 5000}", "recipe.toml is not TOML: ", "a recipe has lines such as `batch-size = 128`"),
        ("batch-size: 12", "recipe.toml is not TOML: ", "a recipe has lines such as `batch-size = 128`"),
        ("seed = 1\nseed = 2", "recipe.toml is not TOML: ", ""),
        (b"\xff\xfe", "recipe.toml is not TOML: ", ""),
        ("data = " + "[" * 100_000, "recipe.toml is not TOML: ", ""),
        ("batch-size = 1\nbatch_size = 1", "an option is given twice, with a hyphen and with an underscore", ""),
        (b"# " + b"x" * 1024 * 1024, "recipe.toml is larger than 1,048,576 bytes", ""),
    ],
)
def test_recipes_that_are_refused(tmp_path: Path, text: str | bytes, message: str, help_: str) -> None:
    with pytest.raises(OptionError) as error:
        read(tmp_path, text)
    assert message in error.value.message
    assert error.value.help.startswith(help_)


def test_a_recipe_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"cannot read the recipe .*none\.toml: No such file"):
        recipe_file.read(tmp_path / "none.toml")
    with pytest.raises(OptionError, match=r"cannot read the recipe .*: it is a folder"):
        recipe_file.read(tmp_path)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
AUGMENT = st.lists(st.sampled_from(AUGMENTATIONS), unique=True).map(lambda words: ",".join(words) or "none")
NAMES = st.lists(st.sampled_from(["stem", "layer1.0", "all-but-head"]), min_size=1)
PARTS = {
    "augment": AUGMENT,
    "freeze": st.just("none") | NAMES.map(",".join),
    "lr_scale": st.just("none") | NAMES.map(lambda names: ",".join(f"{name}=0.25" for name in names)),
}


def values(name: str, choice: OptionRule) -> st.SearchStrategy[object]:
    """What an option may be."""
    if choice.kind is bool:
        allowed: st.SearchStrategy[object] = st.booleans()
    elif choice.kind is str:
        allowed = PARTS[name] if name in PARTS else st.sampled_from(choice.words) if choice.words else TEXTS
    elif choice.kind is int:
        allowed = st.integers(int(choice.least or 0), int(choice.most or 2**40))
    else:
        least = choice.least if choice.above is None else choice.above
        allowed = st.floats(
            least, choice.below, exclude_min=choice.above is not None, exclude_max=choice.below is not None,
            allow_nan=False, allow_infinity=False,
        )  # fmt: skip
    return st.none() | allowed if choice.automatic else allowed


@given(st.fixed_dictionaries({name: values(name, choice) for name, choice in RULES.items()}))
@settings(max_examples=examples(100))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, object]) -> None:
    options = Options(**chosen)
    text = recipe_file.write(options)
    tomllib.loads(text)
    path = tmp_path_factory.getbasetemp() / "recipe.toml"
    path.write_text(text, encoding="utf-8", newline="")
    assert Options(**recipe_file.read(path)) == options
