// A garbage collection triggered by one test must not happen during another's native call: see
// host/Workbench.Engine/Native/CollectorPause.cs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
