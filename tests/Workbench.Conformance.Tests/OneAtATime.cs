// A collection that one test sets off must not fall into another's native call: host/Workbench.Engine/Native/CollectorPause.cs says why.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
