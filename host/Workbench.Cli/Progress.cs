using Spectre.Console;
using Spectre.Console.Rendering;
using Workbench.Engine.Downloads;
using Workbench.Scripting.Experiments;

namespace Workbench.Cli;

/// <summary>Progress on the error stream: a bar on a terminal, a line now and then elsewhere.</summary>
internal static class Progress
{
    // Beside the bar stand what is counted, how many of how many, speed and time left.
    private const int WidthOfText = 62, WidestBar = 40, NarrowestBar = 8;

    private static bool s_shown;

    private static bool IsOnTerminal => Terminal.Errors.Profile.Capabilities.Interactive && !Console.IsErrorRedirected;

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
        if (s_shown)
        {
            ProgressBars.None(what, total, work, cancel);
            return;
        }
        s_shown = true;
        try
        {
            if (IsOnTerminal) Show(what, total, work, cancel);
            else work(new ProgressLines(what, total, Terminal.Errors.WriteLine, TimeProvider.System), cancel);
        }
        finally
        {
            s_shown = false;
        }
    }

    /// <summary>Shows on a terminal that something is being done of which nothing can be counted.</summary>
    public static void While(string what, Action work)
    {
        if (s_shown || !IsOnTerminal) work();
        else Terminal.Errors.Status().Start(Markup.Escape(what), _ => work());
    }

    /// <summary>A bar of bytes with speed and time left, while work that reports them runs.</summary>
    public static Task<T> Bytes<T>(string what, long about, Func<Action<PullProgress>, Task<T>> work)
    {
        if (!IsOnTerminal) return work(_ => { });
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
        var pace = new Pace(what, total, TimeProvider.System);
        Terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn { Width = Math.Clamp(Terminal.Errors.Profile.Width - WidthOfText, NarrowestBar, WidestBar) }, new PaceColumn(pace), new SpinnerColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: total);
                work(ProgressBars.Count(done =>
                {
                    pace.Report(done);
                    task.Value = done;
                }), cancel);
            });
    }

    private sealed class PaceColumn(Pace pace) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(pace.Said);
    }
}
