// All tests share the nodes of one cluster.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
