// One browser and two cores: pages that load at the same time only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
