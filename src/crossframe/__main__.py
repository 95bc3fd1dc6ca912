"""`python -m crossframe`: the command under the package's own name."""

from analysis.__main__ import main

if __name__ == "__main__":
    main()
