namespace Workbench.Experiments;

/// <summary>Does work that reports a count, and shows how far it is.</summary>
/// <param name="what">What is done.</param>
/// <param name="total">How often.</param>
/// <param name="work">Takes the counter and the token.</param>
/// <param name="cancel">Passed on to the work.</param>
public delegate void ProgressBar(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel);

/// <summary>Ways of showing progress.</summary>
public static class ProgressBars
{
    /// <summary>Shows nothing.</summary>
    public static void None(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel) =>
        work(new Counter(_ => { }), cancel);

    /// <summary>A counter that tells of each report on the caller's thread; the base library's would reorder them.</summary>
    /// <param name="tell">Takes the count.</param>
    public static IProgress<int> Count(Action<int> tell) => new Counter(tell);

    private sealed class Counter(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
