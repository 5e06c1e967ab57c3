using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Workbench.Engine.Plugins;

namespace Workbench.Cli.Suggestions;

/// <summary>The id of a method or a metric in a plugin's file.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">Method or metric.</param>
/// <param name="HasLayer">Whether it has the option <c>layer</c>.</param>
internal sealed record PluginId(string Id, PluginKind Kind, bool HasLayer);

/// <summary>
/// Reads the ids from the metadata of built plugins. No plugin is loaded and none of its code runs, so that a suggestion takes
/// milliseconds and a faulty plugin cannot disturb the shell.
/// </summary>
internal static class PluginIds
{
    private const string Layer = "Layer";
    private const ushort AttributeStart = 1;   // ECMA-335 II.23.3

    /// <summary>The ids of all plugins <c>FOLDER/Name/Name.dll</c>, in order. A file that cannot be read has none.</summary>
    /// <param name="folders">Folders that hold one folder per plugin.</param>
    public static IReadOnlyList<PluginId> Read(IEnumerable<string> folders) =>
        [
            .. folders
                .Where(Directory.Exists)
                .SelectMany(Directory.EnumerateDirectories)
                .Select(folder => Path.Combine(folder, Path.GetFileName(folder) + ".dll"))
                .Where(File.Exists)
                .SelectMany(ReadFile)
                .DistinctBy(plugin => (plugin.Kind, plugin.Id))
                .OrderBy(plugin => plugin.Id, StringComparer.Ordinal),
        ];

    private static IReadOnlyList<PluginId> ReadFile(string file)
    {
        try
        {
            using var assembly = new PEReader(File.OpenRead(file));
            var metadata = assembly.GetMetadataReader();
            return [.. metadata.TypeDefinitions.Select(metadata.GetTypeDefinition).SelectMany(type => Plugin(metadata, type))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or BadImageFormatException
            or InvalidOperationException)
        {
            return [];   // a build is writing it, or it is not an assembly
        }
    }

    private static IEnumerable<PluginId> Plugin(MetadataReader metadata, TypeDefinition type)
    {
        foreach (var attribute in type.GetCustomAttributes().Select(metadata.GetCustomAttribute))
        {
            PluginKind? kind = AttributeName(metadata, attribute) switch
            {
                nameof(AttributionAttribute) => PluginKind.Method,
                nameof(MetricAttribute) => PluginKind.Metric,
                _ => null,
            };
            var value = metadata.GetBlobReader(attribute.Value);
            if (kind is not null && value.ReadUInt16() == AttributeStart && value.ReadSerializedString() is { Length: > 0 } id)
                yield return new(id, kind.Value, HasLayer(metadata, type));
        }
    }

    private static string? AttributeName(MetadataReader metadata, CustomAttribute attribute) =>
        attribute.Constructor.Kind == HandleKind.MemberReference
        && metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent is { Kind: HandleKind.TypeReference } parent
            ? metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)parent).Name)
            : null;

    // The options are a record that the constructor takes; a record may inherit the layer from another one of the same assembly.
    private static bool HasLayer(MetadataReader metadata, TypeDefinition type)
    {
        var constructors = type.GetMethods().Select(metadata.GetMethodDefinition)
            .Where(method => metadata.StringComparer.Equals(method.Name, ".ctor"));
        for (var at = constructors.Select(method => FirstParameter(metadata, method)).FirstOrDefault(found => !found.IsNil);
            at.Kind == HandleKind.TypeDefinition && !at.IsNil;
            at = metadata.GetTypeDefinition((TypeDefinitionHandle)at).BaseType)
            if (metadata.GetTypeDefinition((TypeDefinitionHandle)at).GetProperties().Select(metadata.GetPropertyDefinition)
                .Any(property => metadata.StringComparer.Equals(property.Name, Layer)))
                return true;
        return false;
    }

    // The class that is a method's only parameter; nil if it has none.
    private static EntityHandle FirstParameter(MetadataReader metadata, MethodDefinition method)
    {
        var signature = metadata.GetBlobReader(method.Signature);
        signature.ReadSignatureHeader();
        if (signature.ReadCompressedInteger() != 1) return default;
        signature.ReadSignatureTypeCode();   // void
        const int Class = 0x12;   // ECMA-335 II.23.1.16
        return signature.ReadCompressedInteger() == Class ? signature.ReadTypeHandle() : default;
    }
}
