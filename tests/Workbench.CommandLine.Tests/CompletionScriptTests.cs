using System.Diagnostics;
using Workbench.Cli;

namespace Workbench.CommandLine.Tests;

/// <summary>The scripts of <c>completion SHELL</c>, and bash with its script and the built program.</summary>
public sealed class CompletionScriptTests : IDisposable
{
    // Does what bash does at the tab key, and prints the completions. Arguments: script, line, words as bash splits them.
    private const string Tab = """
        source "$1"
        COMP_LINE=$2 COMP_POINT=${#2}
        shift 2
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        $(complete -p workbench | sed 's/.* -F \([^ ]*\) .*/\1/') "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        printf '[%s]' "${COMPREPLY[@]}"
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Script(string shell)
    {
        var output = new StringWriter();
        WorkbenchApp.Run(["completion", shell], output, TextWriter.Null, Repository.Root).ShouldBe(0);
        return output.ToString();
    }

    private string ScriptFile(string shell)
    {
        File.WriteAllText(_folder[$"script.{shell}"], Script(shell));
        return _folder[$"script.{shell}"];
    }

    [Theory, InlineData("bash"), InlineData("zsh"), InlineData("fish"), InlineData("pwsh")]
    public void A_script_begins_with_its_installation(string shell)
    {
        var lines = Script(shell).Split('\n');
        var comments = lines.TakeWhile(line => line.StartsWith('#')).ToList();
        comments.ShouldContain(line => line.Contains("In this shell") && line.Contains($"completion {shell}"));
        comments.ShouldContain(line => line.Contains("In every new shell") && line.Contains($"completion {shell} >"));
        lines.ShouldAllBe(line => line.Length <= 140 && !line.EndsWith('\r'));
        lines[^1].ShouldBe("");
    }

    [Theory, InlineData("bash", "-n"), InlineData("zsh", "-n"), InlineData("fish", "--no-execute")]
    public void An_installed_shell_accepts_its_script(string shell, string check) =>
        Run(shell, check, ScriptFile(shell)).ShouldBe((0, "", ""));

    // The words are those of bash, which splits at '@' and '='. The last word is the part that bash replaces.
    [Theory]
    [InlineData("[--method]", "attribute", "a.jpg", "--meth")]
    [InlineData("[gradcam++][gradcam++@b1][gradcam++@b2][gradcam++@b3][gradcam++@b4][gradcam++@b5]", "attribute", "--method", "gradcam+")]
    [InlineData("[@b1][@b2][@b3][@b4][@b5]", "attribute", "--method", "gradcam++", "@b")]
    [InlineData("[@b4]", "attribute", "--method=", "gradcam++", "@b4")]
    [InlineData("[float32][float64]", "run", "table1", "--dtype=", "fl")]
    [InlineData("[gradcam-pos@b3]", "attribute", "--method", "'gradcam-pos@b3")]
    [InlineData("[scripts/]", "run", "table1", "--out", "scr")]
    [InlineData("[]", "run", "table1", "--limit", "")]
    public void Bash_gets_the_part_of_the_word_that_it_replaces(string completions, params string[] words) =>
        Complete([$"workbench {string.Join(' ', words).Replace("= ", "=").Replace(" @", "@")}", "workbench", .. words])
            .ShouldBe(completions);

    // This program is not on the PATH.
    [Fact]
    public void Bash_completes_a_path_of_the_program()
    {
        var path = _folder["bin", "workbench"];
        Complete([$"{path} runs exp", path, "runs", "exp"], at: path).ShouldBe("[export]");
    }

    [Fact]
    public void Bash_gets_a_name_with_blanks_in_its_own_spelling()
    {
        Directory.CreateDirectory(_folder["my runs"]);
        Complete(["workbench runs show x --store my", "workbench", "runs", "show", "x", "--store", "my"], _folder.Root)
            .ShouldBe("[my\\ runs/]");
    }

    [Fact]
    public void A_program_that_fails_gives_no_completion_and_no_message() =>
        Complete(["workbench r", "workbench", "r"], program: "echo oops >&2; exit 3").ShouldBe("[]");

    private string Complete(string[] arguments, string? folder = null, string? program = null, string? at = null)
    {
        var launcher = at ?? _folder["workbench"];
        Directory.CreateDirectory(Path.GetDirectoryName(launcher)!);
        File.WriteAllText(launcher, $"#!/bin/sh\n{program ?? $"exec dotnet '{BuiltProgram.Path}' \"$@\""}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(launcher, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.WriteAllText(_folder["tab.sh"], Tab);
        var (code, output, error) = RunIn(folder ?? Repository.Root, "bash", [_folder["tab.sh"], ScriptFile("bash"), .. arguments]);
        (code, error).ShouldBe((0, ""));
        return output;
    }

    private (int Code, string Output, string Error) Run(string file, params string[] arguments) =>
        RunIn(Repository.Root, file, arguments);

    private (int Code, string Output, string Error) RunIn(string folder, string file, string[] arguments)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a POSIX system is needed");
        Assert.SkipUnless(path.Split(':').Any(place => File.Exists(Path.Combine(place, file))), $"{file} is not installed");
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{_folder.Root}:{path}";
        start.Environment["WORKBENCH_PLUGINS"] = BuiltProgram.Plugins;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
