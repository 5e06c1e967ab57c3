// Tests collect load contexts and use short time limits, so they cannot run in parallel.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
