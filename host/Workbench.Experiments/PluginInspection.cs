using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Workbench.Data;

namespace Workbench.Experiments;

/// <summary>
/// Checks a rebuilt plugin before it replaces the old one. The check runs in its own process, so that a plugin that hangs, crashes or
/// exhausts memory affects that process alone. The process starts in advance and stays warm, so that a reload takes less than a second.
/// </summary>
/// <param name="warmUp">Folder of a plugin to warm up on, or null.</param>
internal sealed class PluginInspection(string? warmUp) : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private Process? _process;
    private StringBuilder _errorOutput = new();

    private sealed record Finding(string Plugin, string Check, bool Passed, string Message);

    /// <summary>Starts the process unless it is running.</summary>
    public void Begin()
    {
        if (_process is { HasExited: false }) return;
        _process?.Dispose();
        var errors = _errorOutput = new StringBuilder();
        _process = Process.Start(Command())!;
        _process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Checks a plugin and returns its faults, one sentence each; empty if it passes.</summary>
    /// <param name="folder">The plugin's folder.</param>
    public IReadOnlyList<string> Inspect(string folder)
    {
        Begin();
        var answer = Ask(folder);
        List<string> problems;
        try
        {
            problems = answer is null
                ? [
                    _process!.WaitForExit(1000)
                        ? $"Its check ended with code {_process.ExitCode}: {FirstErrorLine()}"
                        : $"Its check did not end within {s_limit.TotalSeconds:0} s.",
                ]
                : [
                    .. JsonSerializer
                        .Deserialize<List<Finding>>(answer, JsonSerializerOptions.Web)!
                        .Where(finding => !finding.Passed)
                        .Select(finding => $"{finding.Plugin}: {finding.Message}"),
                ];
        }
        catch (JsonException)
        {
            problems = [$"Its check printed '{answer}' instead of JSON."];
        }
        if (problems.Count > 0)
        {
            // A failed plugin may still run or hold memory, so the next check gets a fresh process.
            End();
            Begin();
        }
        return problems;
    }

    private string? Ask(string folder)
    {
        try
        {
            _process!.StandardInput.WriteLine(folder);
            _process.StandardInput.Flush();
            var line = _process.StandardOutput.ReadLineAsync();
            return line.Wait(s_limit) ? line.Result : null;
        }
        catch (IOException)
        {
            return null;   // the process has ended
        }
    }

    private string FirstErrorLine() =>
        _errorOutput.ToString().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault()
        ?? "no output.";

    private ProcessStartInfo Command()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "workbench.dll");
        var start = new ProcessStartInfo(DotnetProgram.Path)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        foreach (var argument in (string[])[program, "plugin", "check", warmUp ?? "-", "--serve", "--limit", "5"])
            start.ArgumentList.Add(argument);
        return start;
    }

    private void End()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _process = null;
    }

    public void Dispose() => End();
}
