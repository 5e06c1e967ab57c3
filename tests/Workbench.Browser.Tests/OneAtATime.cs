// Tests run sequentially: pages that load at the same time slow each other down.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
