using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Workbench.Fuzzing;

var minutes = new Option<double>("--minutes") { Description = "Minutes per kind", DefaultValueFactory = _ => 1 };
var count = new Option<long?>("--count") { Description = "Number of files per kind, instead of --minutes" };
var kinds = new Option<string[]>("--kind") { Description = "Kinds to read; default: all", AllowMultipleArgumentsPerToken = true };
var seed = new Option<int>("--seed") { Description = "Seed of the damage", DefaultValueFactory = _ => 1 };
var from = new Option<long>("--from") { Description = "Number of the first file; with --count 1, repeats one file" };
var output = new Option<string>("--out")
{
    Description = "Folder for failed files",
    DefaultValueFactory = _ => Path.Combine("artifacts", "fuzz"),
};
kinds.AcceptOnlyFromAmong([.. Targets.Kinds]);
var command = new RootCommand(
    "Reads damaged files of every kind that the workbench reads. Each must be read, or rejected with an error that names it, "
    + "without a crash, a hang of 10 s or 1 GiB of memory.")
{
    minutes, count, kinds, seed, from, output,
};
command.SetAction(parsed =>
{
    var folder = Directory.CreateTempSubdirectory("fuzz-");
    try
    {
        var failed = 0L;
        foreach (var kind in parsed.GetValue(kinds) is { Length: > 0 } some ? some : [.. Targets.Kinds])
        {
            var (clock, first, said) = (Stopwatch.StartNew(), parsed.GetValue(from), TimeSpan.Zero);
            var last = parsed.GetValue(count) is { } wanted ? first + wanted : long.MaxValue;
            var limit = last < long.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromMinutes(parsed.GetValue(minutes));
            var run = new FuzzRun(Targets.GetTargets(kind, folder.FullName), parsed.GetValue(seed), parsed.GetValue(output)!);
            var outcome = run.Run(first, number =>
            {
                if (clock.Elapsed - said > TimeSpan.FromMinutes(1))
                {
                    said = clock.Elapsed;
                    Console.Error.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{kind}: {number - first:N0} files in {clock.Elapsed.TotalMinutes:0} min"));
                }
                return number < last && clock.Elapsed < limit;
            })[kind];
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind, -12} {outcome.Count, 10:N0} files, {outcome.Count / clock.Elapsed.TotalSeconds, 6:N0} a second: "
                        + $"{outcome.Read:N0} read, {outcome.Rejected:N0} rejected, {outcome.Faults.Count:N0} failed; "
                        + $"at most {outcome.Slowest:0.00} s and {outcome.Largest >> 20} MiB"));
            foreach (var fault in outcome.Faults.Take(20)) Console.WriteLine($"  {fault}");
            failed += outcome.Faults.Count;
        }
        return failed == 0 ? 0 : 1;
    }
    finally
    {
        folder.Delete(recursive: true);
    }
});
return command.Parse(args).Invoke();
