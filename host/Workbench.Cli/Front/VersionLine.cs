using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Workbench.Cli.Front;

/// <summary>The line that <c>--version</c> prints: the versions of the program and of the contract, and the commit of the build.</summary>
internal sealed class VersionLine : SynchronousCommandLineAction
{
    private const int CommitDigits = 7;

    /// <summary>Replaces the library's line, which has the program's version alone.</summary>
    public static void AddTo(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new VersionLine();

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(
            Compose(InformationalVersion(typeof(VersionLine).Assembly), InformationalVersion(typeof(IAttributionMethod).Assembly)));
        return ExitCode.Done;
    }

    /// <summary>The line.</summary>
    /// <param name="program">The program's informational version: <c>0.2.0+COMMIT</c>, or <c>0.2.0</c> if it was built without git.</param>
    /// <param name="contract">The contract's informational version.</param>
    internal static string Compose(string program, string contract)
    {
        var commit = program.Split('+', 2) is [_, { Length: >= CommitDigits } revision] && revision.All(char.IsAsciiHexDigit)
            ? $" (commit {revision[..CommitDigits]})"
            : "";
        return $"workbench {Version(program)}{commit}, contract {Version(contract)}";
    }

    private static string Version(string informational) => informational.Split('+')[0];

    private static string InformationalVersion(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
