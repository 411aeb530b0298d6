"""One step after another: batches on the device, their random changes, the loss, the update, the measurement."""
