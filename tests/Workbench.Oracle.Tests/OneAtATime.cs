// A collection that one test triggers must not run during another test's native call; see host/Workbench.Engine/Native/CollectorPause.cs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
