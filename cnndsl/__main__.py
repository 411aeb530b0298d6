"""The command `cnndsl`, and `python -m cnndsl`."""

import sys


def main() -> None:
    """Entry point. Ctrl-C ends the command with status 130 from its first import on."""
    try:
        from cnndsl.cli import main as command

        command()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
