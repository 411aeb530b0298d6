"""Files from strangers, one for each kind that was found to take long, to hang or to end in a traceback."""

from __future__ import annotations

from itertools import islice, permutations

LONG = 15 * 2**20
HEAD = "input 3x8x8\n"


def nested(depth: int, line: str, inner: str) -> str:
    return "\n".join([*("    " * level + line for level in range(depth)), "    " * depth + inner])


MOST = 2**31 - 1
DOUBLED = "let a0 = [1, 2]\n" + "".join(f"let a{i} = a{i - 1} + a{i - 1}\n" for i in range(1, 13))
CODES = ", ".join(f"W{number}" for number in range(1000, 10_000))
ANAGRAMS = ["".join(letters) for letters in islice(permutations("abcdefghij"), 3000)]

ACCEPTED = {
    "9,000 codes that a line allows": HEAD + f"conv 3 1 # allow: {CODES}\n",
    "texts with expressions, each another": HEAD
    + "".join(f'let t{i} = "{{1}}{{2}}{{3}}{{4}}{{5}}{{6}}{{7}}{{8}}"\n' for i in range(2400))
    + "relu\n",
    "calls with tensors": HEAD + "a: relu\nblock b() with *t:\n    relu\n" + "b with a, a, a\n" * 6300,
    "widths that are all different": "input 3\n" + "".join(f"fc {i}\n" for i in range(1, 11_000)),
    "shapes that hold, line by line": HEAD + "conv 3 3 padding=1\n" * 3000 + "expect 3x8x8\n" * 3000,
    "windows over a million steps": "input 1x1000x1000\nrepeat 9990:\n    conv 1 500 dilation=2 padding=499\n",
    "thousands onto thousands": "input 1x1000x1000\n" + "".join(f"adaptive_avgpool {2000 + i}\n" for i in range(4000)),
    "labels that nobody reads": HEAD + "".join(f"l{i}: relu\n" for i in range(8000)),
    "labels and references to all": HEAD
    + "".join(f"l{i}: relu\n" for i in range(4000))
    + "".join(f"from l{i}\n" for i in range(4000)),
    "empty texts in a reference": HEAD + 'let e = ""\n' + "a" * 120 + ": relu\nz: relu\nfrom " + "{e}" * 30 + "z\n",
    "signs of comments": HEAD + "sigmoid # allow " + "#" * 90_000 + "\n",
    "a line of 90 kB of spaces, in rounds": HEAD + "repeat 9990: conv 3" + " " * 90_000 + "1\n",
    "thousands of heads": HEAD + "".join(f"h{i}: aux: relu\n" for i in range(5000)) + "relu\n" * 3000,
    "18,000 rows": HEAD + "relu\n" * 18_000,
    "3,300 joins": HEAD + "repeat 3300:\n    add:\n        conv 3 1\n        identity\n",
    "600 lines side by side": HEAD
    + "".join(f"l{i}: relu\n" for i in range(600))
    + "concat:\n"
    + "".join(f"    from l{i}\n" for i in range(600)),
    "a recursion that ends (Ackermann)": HEAD
    + "block a(m, n):\n    if m == 0: relu\n    elif n == 0: a m-1 1\n    else:\n"
    + "        a m n-1\n        a m-1 n+1\na 2 3\n",
    "thousands of inputs": "".join(f"input i{i} 3x8x8\n" for i in range(3000))
    + "relu\nconcat:\n"
    + "".join(f"    from i{i}\n" for i in range(3000)),
    "thousands of outputs": HEAD + "".join(f"output o{i}: relu\n" for i in range(4000)) + "relu\n",
    "a section that is continued thousands of times": HEAD + "s:\n    relu\n" * 6000,
    "a sum of 5,000 branches": HEAD + "add:\n" + "    conv 3 1\n" * 5000,
    "sums of sums of sums": HEAD + "repeat 3300:\n    add:\n        identity\n        identity\nconv 3 1\n",
    "channels that double": "input 1x2x2\nrepeat 29:\n    concat:\n        identity\n        identity\nconv 1 1\n",
    "thousands of loops": HEAD + "repeat 2: conv 3 1\nrelu\n" * 2400,
    "loops that cannot be rolled": HEAD + "for i in 1..3:\n    if i == 2: relu\n    conv 3 1\n" * 1200,
    "a block for thousands of widths": HEAD
    + "block b(w):\n    conv w 1\n    conv w+1 1\n"
    + "".join(f"b {width}\n" for width in range(1, 2400)),
    "skips around thousands of layers": HEAD
    + "".join(f"c{i}: conv 3 1\n" for i in range(2000))
    + "".join(f"add:\n    from c{i}\n    identity\n" for i in range(2000)),
    "blocks of 300 tensors": HEAD
    + "".join(f"l{i}: relu\n" for i in range(300))
    + f"block b() with {', '.join(f't{i}' for i in range(300))}:\n    concat:\n"
    + "".join(f"        from t{i}\n" for i in range(300))
    + f"repeat 30:\n    b with {', '.join(f'l{i}' for i in range(300))}\n    conv 3 1\n",
    "blocks with loops that cannot be rolled": HEAD
    + "".join(
        f"block b{i}(n):\n    for i in 1..3:\n        if i == 2: relu\n        conv 3 1\nb{i} 1\nb{i} 2\n"
        for i in range(550)
    ),
    "names that build on each other": HEAD
    + "let a0 = 1\n"
    + "".join(f"let a{i} = a{i - 1}+1\nconv a{i} 1\n" for i in range(1, 1500)),
}
"""Files that are networks: each gets its line, with what the lints say."""

FILES = {
    "a block that calls itself": HEAD + "block b(): b\nb\n",
    "a block that calls itself twice": HEAD + "block b(n):\n    if n < 60:\n        b n+1\n        b n+1\nb 0\n",
    "tensors that double from call to call": HEAD
    + "block b(n) with *a:\n    relu\n    if n > 0: next: b n-1 with *a, *a\nx: relu\nb 70 with x\n",
    "sections that run each other twice": HEAD
    + "a0:\n    relu\n"
    + "".join(f"a{i}:\n    again a{i - 1}\n    again a{i - 1}\n" for i in range(1, 60)),
    "a section that runs again and again": HEAD + "s:\n    relu\n    tanh\nrepeat 4900: again s\n",
    "two blocks that call each other": HEAD + "block a(): b\nblock b(): a\na\n",
    "a recursion in two (Fibonacci)": HEAD
    + "block f(n):\n    if n < 2: relu\n    else:\n        f n-1\n        f n-2\nf 60\n",
    "a recursion that never ends": HEAD + "block f(n): f n+1\nf 1\n",
    "a list that doubles in a recursion": HEAD + "block f(t): f t+t\nf [1]\n",
    "`again` of what runs again twice, 40 times": HEAD
    + "a: conv 3 1\n"
    + "".join(f"s{i}:\n" + f"    again {f's{i - 1}' if i else 'a'}\n" * 2 for i in range(40)),
    "`again` in rounds": HEAD + "s:\n" + "    relu\n" * 100 + "repeat 9990: again s\n",
    "slices in rounds": "input 64x8x8\nrepeat 5000:\n    concat:\n        channels 0..31\n        channels 32..63\n",
    "a billion rounds": HEAD + "repeat 1000000000: relu\n",
    "rounds in rounds in rounds": HEAD + "repeat 1000: repeat 1000: repeat 1000: relu\n",
    "rounds of names": HEAD + "for i in 1..999999999:\n    let a = i\n",
    "40 blocks that double": HEAD
    + "block b0():\n    relu\n"
    + "".join(f"block b{i}():\n    b{i - 1}\n    b{i - 1}\n" for i in range(1, 40))
    + "b39\n",
    "a list that doubles 60 times": HEAD
    + "let a0 = [1, 2]\n"
    + "".join(f"let a{i} = a{i - 1} + a{i - 1}\n" for i in range(1, 60))
    + "for i in a59: relu\n",
    "a tower of powers": HEAD + "conv 9**9**9 1x1\n",
    "digits without end": HEAD + f"conv {'9' * 100_000} 1x1\n",
    "a thousand sections inside one another": HEAD + nested(1000, "s:", "relu"),
    "a thousand branches inside one another": HEAD + nested(1000, "add:", "relu"),
    "a thousand bodies on one line": HEAD + "if true: " * 1000 + "relu\n",
    "a thousand brackets": HEAD + "conv " + "(" * 1000 + "1" + ")" * 1000 + " 1x1\n",
    "a thousand minus signs": HEAD + "conv (" + "-" * 1000 + "1) 1x1\n",
    "a file outside its folder": 'use b from "../outside.cnn"\n' + HEAD + "b\n",
    "a file of the system": 'use b from "/etc/passwd"\n' + HEAD + "b\n",
    "files that import each other": 'use b from "circle.cnn"\n' + HEAD + "b\n",
    "17 MiB": "# a comment\n" * 1_500_000,
    "15 MiB of comment lines": "# a comment\n" * (LONG // 12),
    "15 MiB of one comment, and no layer": HEAD + "#" * LONG + "\n",
    "15 MiB of one word": HEAD + "c" * LONG + "\n",
    "15 MiB of digits": HEAD + f"conv {'9' * LONG} 1x1\n",
    "15 MiB of arguments on one line": HEAD + "conv " + "1 " * (LONG // 2) + "\n",
    "15 MiB of one sum": HEAD + "conv " + "1+" * (LONG // 2) + "1 1x1\n",
    "a line of 100 kB": HEAD + "conv " + "1 " * 50_000 + "\n",
    "5,000 faulty branches after 5,000 lines": HEAD + "relu\n" * 5_000 + "concat:\n" + "    conv 1 99\n" * 5_000,
    "a split into 90,000 parts that do not fit": "input 3x9x9\nsplit:\n" + "    repeat 5000: relu\n" * 18,
    "2 million branches in rounds": HEAD + "split:\n" + "    repeat 4999: relu\n" * 500,
    "rounds in a join that hold no branch": HEAD + "add:\n    repeat 9000: repeat 9000: if false: relu\n    relu\n",
    "sizes that square": "input 1x9x9\n" + f"repeat 9999: conv_transpose 1 {MOST} stride={MOST}\n",
    "divisors of a large prime": f"input {MOST}x1x1\n"
    + "".join(f"conv {MOST} 1 groups={MOST - i}\n" for i in range(1, 900)),
    "a list that is read in a loop": HEAD + DOUBLED + "repeat 3000:\n    let b = a12[1:]\n    let c = [a12[2:]]\n",
    "a list as an argument in a loop": HEAD + DOUBLED + "repeat 4999: normalize mean=a12 std=a12\n",
    "calls with 900 parameters": HEAD
    + "block b("
    + ", ".join(f"p{i}=1" for i in range(900))
    + "):\n    relu\nrepeat 3000: b\n",
    "texts in labels": HEAD + f'let t = "{"x" * 100_000}"\nrepeat 3000:\n    {{t}}{{t}}:\n        relu\n',
    "anagrams of thousands of blocks": HEAD
    + "".join(f"block {name}(): relu\n" for name in ANAGRAMS[:1500])
    + "".join(f"{name}x\n" for name in ANAGRAMS[1500:]),
    "imports that fail": HEAD + "".join(f'use a{i} from "x{i}.cnn"\n' for i in range(3000)),
    "9,000 arguments that cannot be read": HEAD + "conv 3.." * 9000 + "\n",
    "names that are not there, in rounds": "".join(f"let name{i} = 1\n" for i in range(4000))
    + HEAD
    + "repeat 9000: conv nam 3\n",
    "9,000 faulty lines": HEAD + "covn 3 3x3\n" * 9_000,
    "8 million empty lines": HEAD + "\n" * (8 * 2**20),
    "a window too large in rounds, far down": HEAD
    + "relu\n" * 5000
    + "a: relu\nrepeat 4900:\n    from a\n    conv 1 99\n",
    "branches that differ in rounds, far down": HEAD
    + "relu\n" * 5000
    + "a: relu\nrepeat 2400:\n    from a\n    add:\n        conv 4 1\n        identity\n",
    "a label that is not there, in rounds": HEAD
    + "".join(f"l{i}: relu\n" for i in range(5000))
    + "repeat 4900: from zz\n",
    "a name that is not there, in a long file": HEAD + "relu\n" * 9000 + "repeat 9000: conv missing 1\n",
    "parameters not as expected, line by line": HEAD
    + "".join(f"a{i}: conv 3 1\n" for i in range(5000))
    + "expect params=1\n" * 1000,
    "shapes not as expected, line by line": HEAD + "conv 3 1\n" * 4500 + "expect 3x3x3\n" * 4000,
    "options that are not there, of hundreds": f"block b({', '.join(f'pa{i}=1' for i in range(500))}): relu\n"
    + HEAD
    + "".join(f"b pb{i}=1\n" for i in range(8000)),
    "a tab on every other line": HEAD + "".join(f"s{i}:\n\trelu\n" for i in range(6000)),
    "words of others": HEAD + "".join(f"Dense units={i} activation=relu\n" for i in range(3000)),
    "labels that are nearly there": HEAD
    + "".join(f"lab{i}: relu\n" for i in range(3000))
    + "".join(f"from lba{i}\n" for i in range(3000)),
    "outputs of what is not there": HEAD + "".join(f"output o{i}: from z{i}\n" for i in range(4300)),
    "parameters not as expected, in rounds": HEAD
    + "".join(f"s{i}:\n    conv 3 1\n" for i in range(2000))
    + "repeat 5000: expect params=3\n",
    "a long line that cannot be read, in rounds": HEAD + "repeat 9000: conv 3 .5." + "padding=500." * 5000 + "\n",
    "names of a thousand characters": HEAD
    + "".join("    " * i + f"n{i}" * 100 + ":\n" for i in range(4))
    + "    " * 4
    + "repeat 9000: relu\n",
    "literals as arguments of functions, in rounds": HEAD
    + "repeat 9990: dropout max("
    + ", ".join(["0.1"] * 900)
    + ")\n",
}

LINES = {
    "16 MiB of lines `x`": HEAD + "x\n" * (8 * 2**20 - 10),
    "16 MiB of lines `relu`": HEAD + "relu\n" * (16 * 2**20 // 5 - 10),
    "13 MiB of lines with labels": HEAD + "".join(f"l{i}: relu\n" for i in range(1_000_000)),
    "11 MiB of lists": HEAD + "".join(f"let a{i} = [{','.join('1' * 50)}]\n" for i in range(100_000)),
}
"""Files of more lines, or words, than are read."""

READ = {
    "150,000 labelled lines": HEAD + "".join(f"l{i}: relu\n" for i in range(149_999)),
    "150,000 different layers": HEAD + "".join(f"conv {i} 3 padding=1\n" for i in range(1, 150_000)),
    "1,100,000 words of layers": HEAD
    + "".join(f"conv {i} 1 padding=0 stride=1 dilation=1 groups=1 bias=true\n" for i in range(1, 61_000)),
}
"""Networks of as many lines, or words, as are read: they may take what the limits of the language say of each."""
