using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Workbench.Cluster;
using Workbench.Engine.Model;
using Workbench.Specs;

namespace Workbench.Cli.Commands.Cluster;

/// <summary><c>workbench plan SPEC --shards N</c>: predicts the time of a run in shards from a measurement of its first images.</summary>
internal sealed class ShardForecast(CommandContext context)
{
    private readonly Option<int[]> _shards = new("--shards")
    {
        Description = "Measures the first images here, and predicts the run in N shards; several numbers give several lines",
        HelpName = "N",
        AllowMultipleArgumentsPerToken = true,
    };
    private readonly Option<int?> _atOnce = new("--at-once") { Description = "Tasks that run at once; default: all", HelpName = "M" };
    private readonly Option<double> _speed = new("--speed")
    {
        Description = "Speed of a task's device relative to this one; default: 1",
        HelpName = "F",
        DefaultValueFactory = _ => 1,
    };
    private readonly Option<double> _seconds = new("--measure")
    {
        Description = "Duration of the measurement; default: 15",
        HelpName = "SECONDS",
        DefaultValueFactory = _ => 15,
    };
    private readonly Option<int?> _images = new("--images")
    {
        Description = "Number of images to predict for; default: the spec's",
        HelpName = "N",
    };
    private readonly Option<int?> _batch = new("--batch") { Description = "Images per batch; default: chosen by memory", HelpName = "N" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _shards, _atOnce, _speed, _seconds, _images, _batch }) command.Options.Add(option);
        foreach (var count in (Option<int?>[])[_atOnce, _images, _batch]) ExperimentOptions.AtLeastOne(count);
        foreach (var number in (Option<double>[])[_speed, _seconds])
            number.Validators.Add(result =>
            {
                if (
                    result.Tokens is [var token]
                    && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var value)
                    && !(value > 0))
                    result.AddError($"{number.Name} is {token.Value}, and must be above 0.");
            });
        _shards.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => int.TryParse(token.Value, out var number) && number < 1) is { } token)
                result.AddError($"--shards is {token.Value}, and must be 1 or more.");
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(_shards) is { Length: > 0 }) return;
            var others = new Option[] { _atOnce, _speed, _seconds, _images, _batch };
            if (others.FirstOrDefault(option => result.GetResult(option) is { Implicit: false }) is { } alone)
                result.AddError($"{alone.Name} needs --shards, as it belongs to a prediction.");
        });
    }

    public bool IsRequested(ParseResult parsed) => parsed.GetValue(_shards) is { Length: > 0 };

    public void Show(ParseResult parsed, Experiment experiment, Subject subject, CancellationToken cancel)
    {
        var (cost, measured) = CostProbe.Measure(
            experiment,
            subject,
            parsed.GetValue(_batch) ?? 0,
            parsed.GetValue(_seconds),
            context.Progress.Bar,
            cancel);
        var (atOnce, speed) = (parsed.GetValue(_atOnce), parsed.GetValue(_speed));
        var images = parsed.GetValue(_images) ?? Math.Min(subject.Data.Ids.Count, experiment.Spec.Limit ?? int.MaxValue);
        var console = context.Output;
        console.WriteLine(
            $"  measured  {measured} images on {subject.Model.Device} with {TorchSharp.torch.get_num_threads()} threads: "
            + $"{Seconds(cost.Image)} each, {Seconds(cost.Decode)} of it to read; "
            + $"start {Seconds(cost.Start)}, first batch {Seconds(cost.WarmUp)} more");
        console.WriteLine(
            $"            merge {Seconds(cost.Start + cost.Finish)} plus {cost.MergeImage * 1000:0.00} ms per image, "
            + "tables and report included");
        var devices = speed == 1 ? "" : $", devices {speed} times as fast";
        var tasks = atOnce is { } most ? $", {most} tasks at once" : "";
        console.WriteLine($"  predicted {images} images{devices}{tasks}, without the scheduler's delays:");
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var header in (string[])["shards", "task s", "merge s", "wall s", "task hours", "bound by"])
            table.AddColumn(new TableColumn(new Text(header)).NoWrap().RightAligned());
        foreach (var shards in parsed.GetValue(_shards)!)
        {
            var forecast = Forecast.Predict(cost, images, shards, atOnce, speed);
            table.AddRow([
                .. new[]
                {
                    $"{shards}", Whole(forecast.TaskSeconds), Whole(forecast.MergeSeconds), Whole(forecast.WallSeconds),
                    forecast.TaskHours.ToString("0.000", CultureInfo.InvariantCulture), Name(forecast.Bottleneck),
                }.Select(text => new Text(text)),
            ]);
        }
        console.Write(table);
    }

    private static string Seconds(double seconds) => seconds < 0.1 ? $"{seconds * 1000:0.0} ms" : $"{seconds:0.00} s";

    private static string Whole(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Name(Bottleneck bound) => bound switch
    {
        Bottleneck.StartUp => "start-up",
        _ => bound.ToString().ToLowerInvariant(),
    };
}
