using Spectre.Console;
using Workbench.Engine.Downloads;
using Workbench.Scripting.Experiments;

namespace Workbench.Cli;

/// <summary>Progress bars on the error stream: on a terminal only.</summary>
internal static class Progress
{
    private static bool s_shown;

    /// <inheritdoc cref="Workbench.Scripting.Experiments.ProgressBar"/>
    public static void Bar(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        // "Stopping after the images in hand" is said while there are such.
        var before = Interruption.InHand;
        Interruption.InHand = what;
        try
        {
            Shown(what, total, work, cancel);
        }
        finally
        {
            Interruption.InHand = before;
        }
    }

    private static void Shown(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        // A script's own bar is the one that is seen; runs inside it show none.
        if (s_shown || !Terminal.Errors.Profile.Capabilities.Interactive || Console.IsErrorRedirected)
        {
            ProgressBars.None(what, total, work, cancel);
            return;
        }
        s_shown = true;
        try
        {
            Show(what, total, work, cancel);
        }
        finally
        {
            s_shown = false;
        }
    }

    /// <summary>A bar of bytes with speed and time left, while work that reports them runs.</summary>
    public static Task<T> Bytes<T>(string what, long about, Func<Action<PullProgress>, Task<T>> work)
    {
        if (!Terminal.Errors.Profile.Capabilities.Interactive || Console.IsErrorRedirected) return work(_ => { });
        return Terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new DownloadedColumn { Base = FileSizeBase.Decimal }, new TransferSpeedColumn { Base = FileSizeBase.Decimal }, new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(what, maxValue: about);
                return work(at => (task.MaxValue, task.Value) = (at.Total, at.Done));
            });
    }

    private static void Show(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        Terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .Start(context =>
            {
                var task = context.AddTask(what, maxValue: total);
                work(ProgressBars.Count(done => task.Value = done), cancel);
            });
    }
}
