// The application takes the process: its folder, its console, its environment.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
