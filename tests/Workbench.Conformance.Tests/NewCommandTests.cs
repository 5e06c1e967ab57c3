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
        "plugins/Directory.Build.props", "host/Workbench.Abstractions", "host/Package",
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

    // tests/Workbench.Processes.Tests builds such a plugin against the packages (InstallationTests).
    [Fact]
    public void A_metric_outside_the_repository_is_a_solution_with_its_tests_that_names_the_packages()
    {
        Directory.CreateDirectory(_folder["packages"]);
        foreach (var package in (string[])["Workbench.Abstractions.0.3.0", "Workbench.Testing.0.4.0"])
            File.WriteAllText(_folder["packages", $"{package}.nupkg"], "");
        Directory.CreateDirectory(_folder["empty"]);
        var made = CommandRun.RunInProcess(_folder["empty"], "plugin", "new", "MassInside", "--metric", "--packages", _folder["packages"]);
        made.Code.ShouldBe(0, made.Error);
        made.Output.ShouldContain("plugin check MassInside/MassInside\n");
        Directory
            .EnumerateFiles(_folder["empty"], "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(_folder["empty", "MassInside"], file).Replace('\\', '/'))
            .ShouldBe(
                [
                    "MassInside.slnx", "nuget.config", "MassInside/MassInside.csproj", "MassInside/MassInside.cs",
                    "MassInside.Tests/MassInside.Tests.csproj", "MassInside.Tests/MassInsideTests.cs",
                ],
                ignoreOrder: true);
        string Text(params string[] path) => File.ReadAllText(_folder[["empty", "MassInside", .. path]]);
        Text("nuget.config").ShouldContain($"value=\"{_folder["packages"]}\"");
        Text("MassInside", "MassInside.csproj").ShouldContain("Include=\"Workbench.Abstractions\" Version=\"0.3.0\"");
        var tests = Text("MassInside.Tests", "MassInside.Tests.csproj");
        tests.ShouldContain("Include=\"Workbench.Testing\" Version=\"0.4.0\"");
        tests.ShouldNotContain("VERSION_OF");
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
            "has no package Workbench.Abstractions. Make it with 'dotnet pack host/pack.proj'");
    }

    private CommandRun Workbench(params string[] arguments) => CommandRun.RunInProcess(_folder.Root, arguments);
}
