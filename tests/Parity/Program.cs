using System.Globalization;
using Spectre.Console;
using Workbench.Engine.Loading;
using Workbench.Parity;
using static TorchSharp.torch;

// dotnet run -c Release --project tests/Parity [KIT] [NETWORK…]: compares every map of the independent implementations with ours, in the
// kit of graphs those of the named networks.
var kit = args.FirstOrDefault() ?? Repository.Reference();
var output = new DirectoryInfo(AppContext.BaseDirectory);
using var plugins = PluginHost.Load([Path.Combine(output.Parent!.Parent!.FullName, "Workbench.Cli", output.Name, "plugins")]);
var networks = args.Skip(1).ToHashSet(StringComparer.Ordinal);
var comparison = new Comparison(kit, plugins)
{
    Wanted = reference => networks.Count == 0 || networks.Contains(reference.Model),
};
var (twice, single) = (comparison.Run(ScalarType.Float64), comparison.Run(ScalarType.Float32));

static string Number(double value) => double.IsNaN(value) ? "–" : value.ToString("0.0e+0", CultureInfo.InvariantCulture);
var table = new Table()
    .Border(TableBorder.Simple)
    .AddColumns("case", "peer", "input", "class", "ours", "float64", "tolerance", "float32", "tolerance", "");
foreach (var (a, b) in twice.Zip(single))
{
    var (mark, style) = a.Reason is not null ? ("not compared", Color.Yellow)
        : !a.Passed && a.Tie is null ? ("FAIL", Color.Red)
        : !b.Passed ? ("beyond float32", Color.Yellow)
        : a.Tie is not null ? ("pass (float64 ties)", Color.Yellow) : ("pass", Color.Green);
    table.AddRow(
        new Text(a.Case.Id),
        new Text(a.Case.Peer),
        new Text($"{a.Case.Model} {Path.GetFileNameWithoutExtension(a.Case.Input)}"),
        new Text(a.Case.Class.ToString(CultureInfo.InvariantCulture)),
        new Text(a.Reason ?? a.Call),
        new Text(Number(a.Deviation)),
        new Text(Number(a.Tolerance)),
        new Text(Number(b.Deviation)),
        new Text(Number(b.Tolerance)),
        new Text(mark, new Style(style)));
}
if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 300;
AnsiConsole.Write(table);
var numbers = new Table().Border(TableBorder.Simple).AddColumns("metric and input", "ours", "numbers", "float64", "tolerance", "");
IReadOnlyList<MetricOutcome> metrics = Directory.Exists(Path.Combine(kit, "metrics")) ? new MetricComparison(kit, plugins).Run() : [];
foreach (var outcome in metrics)
{
    var (mark, style) = outcome.Passed ? ("pass", Color.Green) : outcome.Tie is not null ? ("ties", Color.Yellow) : ("FAIL", Color.Red);
    numbers.AddRow(
        new Text(outcome.Case), new Text(outcome.Call), new Text(outcome.Values.ToString(CultureInfo.InvariantCulture)),
        new Text(Number(outcome.Deviation)), new Text(Number(outcome.Tolerance)), new Text(mark, new Style(style)));
}
AnsiConsole.Write(numbers);

var compared = twice.Where(outcome => outcome.Reason is null).ToList();
var (ties, failed) = (
    compared.Count(outcome => outcome.Tie is not null),
    compared.Count(outcome => outcome.Tie is null && !outcome.Passed));
Console.WriteLine($"{twice.Count} maps: {compared.Count} compared, {twice.Count - compared.Count} not (without a corresponding method).");
Console.WriteLine(
    $"float64: {compared.Count - ties - failed} pass, {failed} fail, {ties} undecided by ties. "
    + $"float32: {single.Count(outcome => outcome.Passed)} pass, "
    + $"{single.Count(outcome => outcome is { Reason: null, Passed: false })} beyond the tolerance.");
var (tied, wrong) = (
    metrics.Count(outcome => !outcome.Passed && outcome.Tie is not null),
    metrics.Count(outcome => !outcome.Passed && outcome.Tie is null));
Console.WriteLine(
    $"{metrics.Count} metrics of {metrics.Sum(outcome => outcome.Values)} numbers: "
    + $"{metrics.Count - tied - wrong} pass, {wrong} fail, {tied} undecided by ties.");
failed += wrong;
return failed == 0 ? 0 : 1;
