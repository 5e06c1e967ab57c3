using System.Text.RegularExpressions;
using Workbench.TestPlugins;

namespace Workbench.Conformance.Tests;

/// <summary><c>workbench plugin new</c>: the project that it writes builds, passes the check and is found.</summary>
public sealed class NewCommandTests : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(5);
    // The files that a plugin's project needs to build in a copy of the repository.
    private static readonly string[] s_roots =
    [
        "Workbench.sln", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", ".editorconfig",
        "plugins/Directory.Build.props", "host/Workbench.Abstractions",
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_method_in_the_repository_is_four_files_and_overwrites_none()
    {
        var made = NewMethod();
        foreach (
            var file in (string[])
                [
                    "plugins/SharpCam/SharpCam.csproj", "plugins/SharpCam/SharpCam.cs", "tests/SharpCam.Tests/SharpCam.Tests.csproj",
                    "tests/SharpCam.Tests/SharpCamTests.cs",
                ])
        {
            made.Output.ShouldContain($"wrote  {file}");
            File.ReadAllText(_folder[file.Split('/')]).ShouldNotContain("NewMethod");
        }
        made.Output.ShouldContain("./workbench plugin check plugins/SharpCam\n");
        made.Output.ShouldContain("--set 'methods=[sharp-cam@b5, sharp-cam@b4]'");
        File.ReadAllText(_folder["Workbench.sln"]).ShouldContain("SharpCam.Tests.csproj");
        File.ReadAllLines(_folder["plugins", "SharpCam", "SharpCam.csproj"]).Length.ShouldBeLessThanOrEqualTo(3);

        var again = Workbench("plugin", "new", "SharpCam");
        again.Code.ShouldBe(2);
        again.Error.ShouldContain("already exists and is not overwritten");
    }

    [SlowFact]
    public void A_method_in_the_repository_builds_and_passes_unchanged_and_a_broken_one_shows_its_errors()
    {
        NewMethod();
        // As on a build server: the project has no lock file yet, and packages must not change.
        var check = CommandRun.RunProgram(
            _folder.Root,
            s_limit,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["CI"] = "true" },
            "dotnet",
            PluginFolders.Metadata("Program"),
            "plugin",
            "check",
            "plugins/SharpCam");
        check.Code.ShouldBe(0, check.Output + check.Error);
        check.Output.ShouldContain("sharp-cam\n  ✓ identity");
        check.Output.ShouldContain("All 15 checks pass.");

        var source = _folder["plugins", "SharpCam", "SharpCam.cs"];
        File.WriteAllText(source, File.ReadAllText(source).Replace(".relu()", ".rellu()"));
        var broken = Workbench("plugin", "check", "plugins/SharpCam");
        broken.Code.ShouldBe(3);
        broken.Error.ShouldContain("SharpCam.cs(");
        broken.Error.ShouldContain("error CS1061");
    }

    private CommandRun NewMethod()
    {
        foreach (var root in s_roots) RepositoryCopy.Copy(Path.Combine(Repository.Root, root), _folder[root.Split('/')]);
        var made = Workbench("plugin", "new", "SharpCam");
        made.Code.ShouldBe(0, made.Error);
        return made;
    }

    [SlowFact]
    public void A_metric_outside_the_repository_builds_against_the_package_passes_and_is_found()
    {
        var version = $"0.1.0-test.{DateTime.UtcNow.Ticks}";   // the package cache never replaces a version
        var pack = CommandRun.RunProgram(
            Repository.Root,
            s_limit,
            "dotnet",
            "pack",
            "host/Workbench.Abstractions",
            "-c",
            "Release",
            "-o",
            _folder["packages"],
            $"-p:Version={version}",
            $"-p:ArtifactsPath={_folder["artifacts"]}", "-v", "quiet", "-nologo", "-nr:false");
        pack.Code.ShouldBe(0, pack.Output);
        Directory.CreateDirectory(_folder["empty"]);
        var made = CommandRun.RunInProcess(_folder["empty"], "plugin", "new", "MassInside", "--metric", "--packages", _folder["packages"]);
        made.Code.ShouldBe(0, made.Error);
        Directory
            .EnumerateFiles(_folder["empty"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder["empty"], file).Replace('\\', '/'))
            .ShouldBe(["MassInside/MassInside.csproj", "MassInside/MassInside.cs", "MassInside/nuget.config"], ignoreOrder: true);
        File.ReadAllText(_folder["empty", "MassInside", "MassInside.csproj"]).ShouldContain($"Version=\"{version}\"");

        var build = CommandRun.RunProgram(
            _folder["empty"],
            s_limit,
            "dotnet",
            "build",
            "MassInside",
            "-v",
            "quiet",
            "-nologo",
            "-nr:false");
        build.Code.ShouldBe(0, build.Output);
        Directory
            .EnumerateFiles(_folder["empty", "MassInside", "bin", "MassInside"], "*.dll")
            .Select(Path.GetFileName)
            .ShouldBe(["MassInside.dll"]);
        var check = CommandRun.RunProgram(
            _folder["empty"],
            s_limit,
            "dotnet",
            PluginFolders.Metadata("Program"),
            "plugin",
            "check",
            "MassInside/bin/MassInside");
        check.Code.ShouldBe(0, check.Output + check.Error);
        var plugins = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["WORKBENCH_PLUGINS"] = _folder["empty", "MassInside", "bin"],
        };
        CommandRun
            .RunProgram(_folder["empty"], s_limit, plugins, "dotnet", PluginFolders.Metadata("Program"), "plugins", "list")
            .Output.ShouldMatch(new Regex("^mass-inside  metric  MassInside.dll").ToString());
    }

    [Theory]
    [InlineData("my-method", "did you mean 'MyMethod'?")]
    [InlineData("2fast", "did you mean 'Fast'?")]
    [InlineData("---", "use letters and digits in PascalCase, for example MyMethod.")]
    public void A_name_that_no_class_can_have_is_refused_with_a_better_one(string name, string hint)
    {
        var run = Workbench("plugin", "new", "--", name);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain(hint);
        Directory.EnumerateFileSystemEntries(_folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Without_the_package_the_error_explains_how_to_build_it()
    {
        var run = Workbench("plugin", "new", "MyMethod", "--packages", _folder["nowhere"]);
        run.Code.ShouldBe(2);
        run.Error.ShouldContain(
            "has no package Workbench.Abstractions. Make it with 'dotnet pack host/Workbench.Abstractions -c Release'");
    }

    private CommandRun Workbench(params string[] arguments) => CommandRun.RunInProcess(_folder.Root, arguments);
}
