// A garbage collection that one test triggers must not run during another's native call; see
// host/Workbench.Engine/Native/CollectorPause.cs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
