using System.Diagnostics;
using System.Text.Json;

namespace Workbench.Cli.Commands;

/// <summary>
/// Looks at a rebuilt plugin before it takes the old one's place: the quick check in a process of its own, so that a plugin that hangs, crashes or eats the memory
/// costs nothing but that process.
/// </summary>
internal static class PluginInspection
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    private sealed record Finding(string Plugin, string Check, bool Passed, string Message);

    /// <summary>What is wrong with a plugin, one sentence each.</summary>
    /// <param name="folder">The plugin's folder.</param>
    public static IReadOnlyList<string> Inspect(string folder)
    {
        using var process = Process.Start(Command(folder))!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_limit))
        {
            process.Kill(entireProcessTree: true);
            return [$"Its check did not end within {s_limit.TotalSeconds:0} s."];
        }
        try
        {
            return [.. JsonSerializer.Deserialize<List<Finding>>(output.Result, JsonSerializerOptions.Web)!.Where(finding => !finding.Passed).Select(finding => $"{finding.Plugin}: {finding.Message}")];
        }
        catch (JsonException)
        {
            return [$"Its check ended with {process.ExitCode}: {error.Result.Trim().Split('\n')[0]}"];
        }
    }

    private static ProcessStartInfo Command(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "workbench.dll");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[program, "plugin", "check", folder, "--quick", "--json"]) start.ArgumentList.Add(argument);
        return start;
    }
}
