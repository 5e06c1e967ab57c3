namespace Workbench.Experiments;

/// <summary>Runs work that reports a count, and shows its progress.</summary>
/// <param name="what">Description of the work.</param>
/// <param name="total">The final count.</param>
/// <param name="work">The work; takes a counter and a token.</param>
/// <param name="cancel">The token passed to the work.</param>
public delegate void ProgressBar(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel);

/// <summary>Implementations of <see cref="ProgressBar"/>, and counters for them.</summary>
public static class ProgressBars
{
    /// <summary>Runs the work and shows nothing.</summary>
    public static void None(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel) =>
        work(new Counter(_ => { }), cancel);

    /// <summary>A counter that calls back on the reporting thread. <see cref="Progress{T}"/> may reorder reports.</summary>
    /// <param name="tell">Takes the count.</param>
    public static IProgress<int> Count(Action<int> tell) => new Counter(tell);

    private sealed class Counter(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
