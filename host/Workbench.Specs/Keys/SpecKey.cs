using System.Text.Json.Nodes;

namespace Workbench.Specs.Keys;

/// <summary>
/// A key of a mapping in a spec, a subject or a model card. The readers, the schemas and the tables of docs/ take its name, type and help
/// from here alone.
/// </summary>
/// <param name="Name">The key.</param>
/// <param name="Help">One or more sentences.</param>
internal abstract record SpecKey(string Name, string Help)
{
    /// <summary>Whether a mapping must have the key.</summary>
    public bool IsRequired { get; init; }

    /// <summary>The value for a mapping without the key, in words; null if there is none.</summary>
    public string? Default { get; init; }

    /// <summary>The values, in words.</summary>
    public abstract string Values { get; }

    /// <summary>Creates the schema of the values.</summary>
    public abstract JsonObject CreateSchema();

    /// <summary>Creates the schema of the values, with help and default.</summary>
    /// <param name="merges">Whether the mapping may extend another, so that <c>~</c> removes the key.</param>
    public JsonObject CreateSchema(bool merges) =>
        (merges ? JsonSchema.AnyOf(CreateSchema(), JsonSchema.Null()) : CreateSchema())
            .WithDescription(Default is null ? Help : $"{Help} Default: {Default}.");
}

/// <summary>A key with the type of its values.</summary>
/// <param name="Name">The key.</param>
/// <param name="Type">How values are read, and their schema.</param>
/// <param name="Help">One or more sentences.</param>
internal sealed record SpecKey<T>(string Name, KeyType<T> Type, string Help) : SpecKey(Name, Help)
{
    public override string Values => Type.Values;

    public override JsonObject CreateSchema() => Type.Schema();
}
