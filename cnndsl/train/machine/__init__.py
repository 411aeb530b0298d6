"""What a run computes on: devices, processes, CPU threads, precision, and the signals that ask it to stop."""
