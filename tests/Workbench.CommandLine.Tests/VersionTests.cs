using System.Reflection;
using Workbench.Cli;
using Workbench.Cli.Front;
using Workbench.Engine.Loading;

namespace Workbench.CommandLine.Tests;

/// <summary>The line of <c>--version</c>, and the commit in it.</summary>
public sealed class VersionTests
{
    [Theory]
    [InlineData("0.2.0+164ad72eb0567d25daaf8f446d6ec59309bc7ba3", "0.3.0", "workbench 0.2.0 (commit 164ad72), contract 0.3.0")]
    [InlineData("0.2.0", "0.2.0", "workbench 0.2.0, contract 0.2.0")]
    [InlineData("0.2.0-rc.1+local", "0.2.0+164ad72eb0567d25", "workbench 0.2.0-rc.1, contract 0.2.0")]
    public void The_commit_is_left_out_where_it_is_unknown(string program, string contract, string line) =>
        VersionLine.Compose(program, contract).ShouldBe(line);

    [Fact]
    public void The_option_prints_the_versions_of_the_assemblies()
    {
        var output = new StringWriter();
        WorkbenchApp.Run(["--version"], output, TextWriter.Null, Environment.CurrentDirectory, TestContext.Current.CancellationToken)
            .ShouldBe(0);
        output.ToString().TrimEnd().ShouldBe(
            VersionLine.Compose(Version(typeof(WorkbenchApp).Assembly), Version(typeof(IAttributionMethod).Assembly)));
    }

    // A task of a submitted run compares the hashes of the plugins' files, and caches depend on the engine's file.
    [Fact]
    public void No_other_assembly_has_the_commit()
    {
        Version(typeof(PluginHost).Assembly).ShouldNotContain("+");
        Version(typeof(IAttributionMethod).Assembly).ShouldNotContain("+");
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
