"""Programs that try the promises for minutes or hours: `python -m tests.conformance [NAME...]`.

`mutants`: accidents in the architectures, against PyTorch; `fuzz`: random bytes; `faults`: runs that are killed, run out
of disk or find their files damaged; `endings`: runs of torchrun under load, whose processes have to end in order;
`two_hosts`: a run on two hosts, one of which dies; `modules`: all that people do with an nn.Module. The suite runs short parts of the first two; `make nightly` runs all.
"""
