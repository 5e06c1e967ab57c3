// A garbage collection caused by one test must not fall into a native call of another: see host/Workbench.Engine/Native/CollectorPause.cs.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
