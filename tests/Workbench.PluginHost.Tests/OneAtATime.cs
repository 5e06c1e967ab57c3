// Contexts are collected, and limits are short: neither bears another test's work beside it.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
