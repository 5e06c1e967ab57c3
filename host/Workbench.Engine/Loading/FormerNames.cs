namespace Workbench.Engine.Loading;

/// <summary>
/// The first names of types and members that the contract has renamed. A plugin's hash is computed with them, because a rename changes
/// no number: rows that were stored under the first name stay valid.
/// </summary>
internal static class FormerNames
{
    private const string Contract = "[Workbench.Abstractions]Workbench.";

    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        [Contract + "IArchitecture"] = Contract + "IModelCard",
        [Contract + "LayerInfo"] = Contract + "LayerCard",
        [Contract + "PassRequest::Create"] = Contract + "PassRequest::Of",
        [Contract + "ObjectMask::FromRunLengths"] = Contract + "ObjectMask::OfRuns",
    };

    /// <summary>The first name of a type or member, or the name itself if it was never renamed.</summary>
    /// <param name="name">Assembly in brackets, full name, and for a member <c>::</c> and its name.</param>
    public static string Find(string name) => s_names.GetValueOrDefault(name, name);
}
