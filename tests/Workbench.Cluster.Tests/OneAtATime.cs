// All tests use the one cluster's nodes.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
