// The application changes the process: its folder, console and environment.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
