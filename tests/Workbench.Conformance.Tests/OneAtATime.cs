// A garbage collection in one test must not run during another test's native call; see host/Workbench.Engine/Native/CollectorPause.cs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
