using Spectre.Console;

namespace Workbench.Cli;

/// <summary>A progress bar on the error stream: on a terminal only, and only for work that takes a while.</summary>
internal static class Progress
{
    /// <summary>Runs work that reports a count.</summary>
    /// <param name="what">What is done.</param>
    /// <param name="total">How often.</param>
    /// <param name="work">Takes the counter and the token.</param>
    /// <param name="cancel">Passed on to the work.</param>
    public static void Bar(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        if (!Terminal.Errors.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
        {
            work(new Count(_ => { }), cancel);
            return;
        }
        Terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                var task = context.AddTask(what, maxValue: total);
                work(new Count(done => task.Value = done), cancel);
            });
    }

    // Reports on the caller's thread; the base library's Progress<T> would reorder reports.
    private sealed class Count(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
