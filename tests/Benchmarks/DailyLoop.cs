using System.Diagnostics;
using System.Globalization;
using Workbench.TestPlugins;

namespace Workbench.Benchmarks;

/// <summary>
/// Wall time of the edit-and-run loop on the embedded subject: the program's start, a script's first map with and without the compiler, and
/// the time from a rebuilt plugin to its new number on the screen.
/// </summary>
internal static class DailyLoop
{
    private static readonly string s_program = Table1.Metadata("Program");

    public static void Run(int repeats)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-benchmark-").FullName;
        try
        {
            Time(["--help"]);
            Print("workbench --help", [.. Enumerable.Range(0, repeats).Select(_ => Time(["--help"]))]);

            var script = Path.Combine(folder, "map.csx");
            List<double> cold = [], cached = [];
            for (var i = 0; i <= repeats; i++)
            {
                // The GUID makes it a new script for the cache.
                File.WriteAllText(
                    script,
                    $"// {Guid.NewGuid()}\nvar maps = Maps(Images[0], [\"gradcam@b5\"]);\n"
                    + "Print(maps[\"gradcam@b5\"].max().item<float>());\n");
                cold.Add(Time(["script", script]));
                cached.Add(Time(["script", script]));
            }
            Print("new script to its first map", cold[1..]);
            Print("cached script to its first map", cached[1..]);
            Print("rebuilt plugin to its new number", Swaps(folder, repeats));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The second version overwrites the first, like a build. Each repeat has a new output folder, so its rows are computed.
    private static List<double> Swaps(string folder, int repeats)
    {
        File.WriteAllText(
            Path.Combine(folder, "spec.yaml"),
            "methods: [versioned, steady]\nmetrics: [mean-of-map]\nsubject: scenes\nlimit: 20\n");
        var plugin = Directory.CreateDirectory(Path.Combine(folder, "plugins", "Versioned")).FullName;
        void Lay(string version)
        {
            foreach (var file in Directory.EnumerateFiles(TestPlugin.Folder(version)))
                File.Copy(file, Path.Combine(plugin, Path.GetFileName(file)), overwrite: true);
        }
        double Swap(int i)
        {
            Lay("VersionOne");
            var start = Start(["run", Path.Combine(folder, "spec.yaml"), "--watch", "--out", Path.Combine(folder, $"out-{i}")]);
            start.Environment["WORKBENCH_PLUGINS"] = Path.Combine(folder, "plugins");
            using var process = Process.Start(start)!;
            using var waiting = new SemaphoreSlim(0);
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, line) =>
            {
                if (line.Data?.Contains("Waiting for", StringComparison.Ordinal) == true) waiting.Release();
            };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            waiting.Wait(TimeSpan.FromMinutes(5));
            Thread.Sleep(5000);   // time for the user to edit the plugin
            Lay("VersionTwo");
            var clock = Stopwatch.StartNew();
            waiting.Wait(TimeSpan.FromMinutes(1));
            var time = clock.Elapsed.TotalMilliseconds;
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return time;
        }
        return [.. Enumerable.Range(0, repeats).Select(Swap)];
    }

    private static void Print(string what, List<double> times) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -36} {times.Order().ElementAt(times.Count / 2), 6:0} ms   "
                + $"({times.Min():0} to {times.Max():0}, {times.Count} times)"));

    private static double Time(string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(Start(arguments))!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode == 0
            ? clock.Elapsed.TotalMilliseconds
            : throw new InvalidOperationException($"workbench {string.Join(' ', arguments)} exited with {process.ExitCode}.");
    }

    private static ProcessStartInfo Start(string[] arguments) =>
        new("dotnet", [s_program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
}
