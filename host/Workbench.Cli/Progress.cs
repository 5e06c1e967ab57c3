using System.Diagnostics;
using Spectre.Console;
using Spectre.Console.Rendering;
using Workbench.Data.Downloads;
using Workbench.Experiments;

namespace Workbench.Cli;

/// <summary>Progress on the error stream: a bar on a terminal, occasional lines elsewhere.</summary>
/// <param name="terminal">The output and the error stream.</param>
/// <param name="interruption">Takes the name of the current work, for its message.</param>
internal sealed class Progress(Terminal terminal, Interruption interruption)
{
    // The text beside the bar: the counted things, the count, the speed and the remaining time.
    private const int TextWidth = 62, WidestBar = 40, NarrowestBar = 8;

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private int _shown;   // 1 while a display is on the terminal, which shows one at a time

    /// <inheritdoc cref="Workbench.Experiments.ProgressBar"/>
    public void Bar(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        // For the message "Stopping after the current images".
        var before = interruption.CurrentWork;
        interruption.CurrentWork = what;
        try
        {
            ShowUnlessNested(what, total, work, cancel);
        }
        finally
        {
            interruption.CurrentWork = before;
        }
    }

    private void ShowUnlessNested(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        // Inside another bar, for example a script's, no second bar is shown.
        if (Interlocked.Exchange(ref _shown, 1) == 1)
        {
            ProgressBars.None(what, total, work, cancel);
            return;
        }
        try
        {
            if (terminal.IsInteractive) ShowOnTerminal(what, total, work, cancel);
            else work(new ProgressLines(what, total, terminal.Errors.WriteLine, TimeProvider.System), cancel);
        }
        finally
        {
            _shown = 0;
        }
    }

    /// <summary>Shows a spinner with the elapsed seconds on a terminal during work that has no count.</summary>
    public void While(string what, Action work)
    {
        if (!terminal.IsInteractive || Interlocked.Exchange(ref _shown, 1) == 1)
        {
            work();
            return;
        }
        try
        {
            var clock = Stopwatch.StartNew();
            terminal.Errors.Status().Start(Markup.Escape(what), status =>
            {
                using var seconds = new Timer(
                    _ => status.Status = Markup.Escape($"{what} {clock.Elapsed.TotalSeconds:0} s"),
                    null,
                    s_second,
                    s_second);
                work();
            });
        }
        finally
        {
            _shown = 0;
        }
    }

    /// <summary>Shows a bar of bytes with speed and remaining time during a download.</summary>
    public Task<T> Bytes<T>(string what, long about, Func<Action<PullProgress>, Task<T>> work)
    {
        if (!terminal.IsInteractive) return work(_ => { });
        return terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn(),
                new DownloadedColumn { Base = FileSizeBase.Decimal },
                new TransferSpeedColumn { Base = FileSizeBase.Decimal },
                new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(what, maxValue: about);
                return work(at => (task.MaxValue, task.Value) = (at.Total, at.Done));
            });
    }

    private void ShowOnTerminal(string what, int total, Action<IProgress<int>, CancellationToken> work, CancellationToken cancel)
    {
        var pace = new Pace(what, total, TimeProvider.System);
        terminal.Errors.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(),
                new ProgressBarColumn { Width = Math.Clamp(terminal.Errors.Profile.Width - TextWidth, NarrowestBar, WidestBar) },
                new PaceColumn(pace),
                new SpinnerColumn())
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

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(pace.Description);
    }
}
