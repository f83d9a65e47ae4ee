"""`python -m surveillance` is the `mizugiwa` command."""

from surveillance.cli.main import main

if __name__ == "__main__":
    main()
