"""Programs that try the promises for minutes or hours: `python -m tests.conformance [NAME...]`.

`mutants`: accidents in the architectures, against PyTorch; `programs`: programs drawn from the documents, against
torch.nn.functional; `fuzz`: random bytes; `slowest`: a search for the inputs that take longest; `faults`: runs that
are killed, run out of disk or find their files damaged; `run_folder`: edits of every byte and field of a run's files;
`endings`: runs of torchrun under load, whose processes have to end in order; `two_hosts`: a run on two hosts, one of
which dies; `modules`: all that people do with an nn.Module. The suite runs short parts of the first four, which
several processes may share (workers.py); `make nightly` runs all.
"""
