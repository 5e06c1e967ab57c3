using System.CommandLine;
using Spectre.Console;
using TorchSharp;
using Workbench.Cli.Commands.Cluster;
using Workbench.Data;
using Workbench.Engine.Model;
using Workbench.Engine.Passes;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench plan SPEC</c>: prints the passes and the cost of a spec, without running it.</summary>
internal sealed class PlanCommand(CommandContext context)
{
    private const int AssumedTargets = 3;

    public Command Create()
    {
        var (options, forecast) = (new ExperimentOptions(), new ShardForecast(context));
        var command = new Command("plan",
            """
            Prints the passes, sweeps, cells, peak memory and cost of a spec without running it. With --shards it computes the first
            images, and predicts the wall time and cost of the run in shards.

            Examples:
              workbench plan experiments/table1.yaml
              workbench plan experiments/table1.yaml --shards 1 2 4 8
              workbench plan experiments/table1.yaml --shards 64 --speed 300 --images 50000
            """);
        options.AddTo(command);
        forecast.AddTo(command);
        command.SetAction((parsed, cancel) => Task.FromResult(Run(options, forecast, parsed, cancel)));
        return command;
    }

    private int Run(ExperimentOptions options, ShardForecast forecast, ParseResult parsed, CancellationToken cancel)
    {
        using var plugins = context.LoadPlugins();
        var experiment = options.Load(parsed, plugins);
        using var session = options.Open(context, parsed, cancel);
        var subject = session.Subject(experiment.Spec);
        var model = subject.Model;
        foreach (var figure in experiment.Figures)
            context.Output.WriteLine(
                $"{(figure.Layout.Title.Length > 0 ? figure.Layout.Title : figure.Spec.Name)}\n"
                + $"  {figure.Layout.Columns.Count} methods, for {figure.Layout.Rows.Classes.Count} classes "
                + $"in {figure.Layout.Rows.States.Count} states: separate passes for each image");
        if (experiment.Tables.Count == 0) return ExitCode.Done;
        var plan = Planner.Plan(experiment.Cells, model.Architecture, subject.Data.Annotations);

        var (width, height) = FirstInputSize(subject);
        var cost = PlanCost.Estimate(plan, width, height, AssumedTargets, (int)model.Dtype.ElementSize());
        var images = Math.Min(subject.Data.Ids.Count, experiment.Spec.Limit ?? int.MaxValue);

        var console = context.Output;
        foreach (var table in experiment.Tables) console.WriteLine(table.Spec.Title);
        console.WriteLine($"  subject   {subject.Name}: {model.Architecture}; {images} images at {width}×{height}");
        var tables = experiment.Tables.Select(table =>
            $"{table.Methods.Count} methods × {table.Metrics.Count} metrics"
            + (table.Spec.Limit is { } limit ? $" over {limit} images" : ""));
        var shared = experiment.Tables.Count > 1 ? "; shared ones once" : "";
        var failed = plan.FailedCells.Count > 0 ? $", {plan.FailedCells.Count} failed to plan" : "";
        console.WriteLine($"  cells     {plan.Cells.Count} ({string.Join(", ", tables)}{shared}){failed}");
        foreach (var state in plan.States)
        {
            var from = state.From > 0 ? $", from {model.Architecture.Layers[state.From]} up" : "";
            console.WriteLine($"  state     {state.State.Id}: 1 forward per image{from}, {state.Keep.Count} outputs kept");
            foreach (var sweep in state.Sweeps)
            {
                var lowest = sweep.Lowest(model.Architecture.Layers.Count);
                var end =
                    lowest < 0 ? "the input"
                    : lowest < model.Architecture.Layers.Count ? model.Architecture.Layers[lowest].ToString()
                    : "nowhere";
                console.WriteLine(
                    $"    sweep   {sweep.Rule?.ToString() ?? "plain gradient"} to {end}, for {sweep.Targets}: "
                    + $"{sweep.Methods.Count} methods, {sweep.Gradients.Count} gradients kept");
                foreach (var method in sweep.Methods.Where(method => method.Questions > 0))
                    console.WriteLine(
                        $"            {method.Method.Name} needs {method.Questions} more inputs per image, "
                        + "each with a forward pass and a sweep to the input");
            }
        }
        console.WriteLine(
            $"  cost      {cost.SharedFlops / 1e9:0.0} GFLOP per image with {AssumedTargets} targets; "
            + $"the cells one by one: {cost.CellFlops / 1e9:0.0} ({cost.CellFlops / cost.SharedFlops:0.0} times)");
        var rest = model.Arithmetic == model.Dtype ? "" : $" products, {Precision.NameOf(model.Dtype)} otherwise";
        console.WriteLine($"  dtype     {Precision.NameOf(model.Arithmetic)}{rest}, on {model.Device}");
        var batches = BatchSizer.ForModel(model);
        var batch = batches.Choice == BatchChoice.Probe
            ? $"found by a probe on the first images, up to {batches.Largest}"
            : $"{batches.Propose(plan, width, height)} images, by memory";
        console.WriteLine($"  batch     {batch}; halved if memory runs out");
        console.WriteLine($"  memory    {cost.KeptBytes / 1e6:0} MB per image of a batch at the peak");
        if (forecast.IsRequested(parsed)) forecast.Show(parsed, experiment, subject, cancel);
        foreach (var failure in plan.FailedCells.Select(cell => cell.Reason).Distinct()) context.Errors.WriteLine(failure);
        return plan.FailedCells.Count > 0 ? ExitCode.CellsFailed : ExitCode.Done;
    }

    // The input size of the first readable image. A run skips unreadable images too.
    private static (int Width, int Height) FirstInputSize(Subject subject)
    {
        DataException? error = null;
        foreach (var id in subject.Data.Ids)
        {
            try
            {
                var image = subject.Data.Read(id).Image;
                return subject.Input.InputSize(image.Width, image.Height);
            }
            catch (DataException problem)
            {
                error ??= problem;
            }
        }
        throw error!;
    }
}
