using Mono.Cecil;

namespace Workbench.Conventions.Tests;

/// <summary>
/// The dependencies between the folders of a project, read from the types that the compiled code names. A folder is a namespace, and a
/// subfolder is a part of its folder.
/// </summary>
/// <param name="Uses">Pairs of sibling folders, as <c>Project/Folder</c>, with the types behind each dependency.</param>
internal sealed record FolderGraph(IReadOnlyDictionary<(string From, string To), IReadOnlyList<string>> Uses)
{
    /// <summary>Reads a project.</summary>
    /// <param name="assembly">Path of its assembly.</param>
    /// <param name="root">Its root namespace.</param>
    public static FolderGraph Read(string assembly, string root)
    {
        var uses = new SortedDictionary<(string From, string To), SortedSet<string>>();
        using var module = ModuleDefinition.ReadModule(assembly);
        foreach (var type in module.GetTypes())
            foreach (var used in NamedTypes(type).Select(Outermost).Where(used => used.Scope == type.Scope || used is TypeDefinition))
                if (FolderPair(Outermost(type).Namespace, used.Namespace, root) is { } arrow)
                {
                    if (!uses.TryGetValue(arrow, out var types)) uses[arrow] = types = new(StringComparer.Ordinal);
                    types.Add($"{Outermost(type).Name} → {used.Name}");
                }
        return new(uses.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value]));
    }

    /// <summary>Returns a path from a folder back to itself, or null.</summary>
    public IReadOnlyList<string>? FindCycle() => FindCycle(Uses.Keys);

    /// <summary>Returns a cycle in a graph, or null.</summary>
    public static IReadOnlyList<string>? FindCycle(IEnumerable<(string From, string To)> arrows)
    {
        var next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To, StringComparer.Ordinal);
        var (path, done) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        return next.Select(from => Back(from.Key)).FirstOrDefault(circle => circle is not null);

        IReadOnlyList<string>? Back(string at)
        {
            if (path.IndexOf(at) is >= 0 and var seen) return [.. path[seen..], at];
            if (!done.Add(at)) return null;
            path.Add(at);
            var found = next[at].Select(Back).FirstOrDefault(circle => circle is not null);
            path.RemoveAt(path.Count - 1);
            return found;
        }
    }

    // The pair of folders below the common namespace; null if one namespace contains the other.
    private static (string From, string To)? FolderPair(string from, string to, string root)
    {
        if (!from.StartsWith(root, StringComparison.Ordinal) || !to.StartsWith(root, StringComparison.Ordinal)) return null;
        var (one, other) = (from.Split('.'), to.Split('.'));
        var common = one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();
        return common == one.Length || common == other.Length ? null : (Folder(one), Folder(other));

        string Folder(string[] parts) => $"{root["Workbench.".Length..]}/{string.Join('/', parts[root.Split('.').Length..(common + 1)])}";
    }

    private static TypeReference Outermost(TypeReference type)
    {
        var at = type;
        while (at.DeclaringType is { } outer) at = outer;
        return at;
    }

    private static IEnumerable<TypeReference> NamedTypes(TypeDefinition type) =>
    [
        .. Parts(type.BaseType),
        .. type.Interfaces.SelectMany(one => Parts(one.InterfaceType)),
        .. type.Fields.SelectMany(field => Parts(field.FieldType)),
        .. type.CustomAttributes.Select(attribute => attribute.AttributeType), .. type.Methods.SelectMany(NamedTypes),
    ];

    private static IEnumerable<TypeReference> NamedTypes(MethodDefinition method) =>
    [
        .. Parts(method.ReturnType), .. method.Parameters.SelectMany(parameter => Parts(parameter.ParameterType)),
        .. !method.HasBody ? [] : method.Body.Variables.SelectMany(variable => Parts(variable.VariableType)),
        .. !method.HasBody ? [] : method.Body.ExceptionHandlers.SelectMany(handler => Parts(handler.CatchType)),
        .. !method.HasBody ? [] : method.Body.Instructions.SelectMany(instruction => instruction.Operand switch
        {
            TypeReference operand => Parts(operand),
            GenericInstanceMethod operand =>
            [
                .. Parts(operand.DeclaringType),
                .. Parts(operand.ReturnType),
                .. operand.GenericArguments.SelectMany(Parts),
            ],
            MethodReference operand => [.. Parts(operand.DeclaringType), .. Parts(operand.ReturnType)],
            FieldReference operand => [.. Parts(operand.DeclaringType), .. Parts(operand.FieldType)],
            _ => (IEnumerable<TypeReference>)[],
        }),
    ];

    // A list of tensors names both the list and the tensor.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) => type switch
    {
        null => [],
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification { ElementType: var element } => Parts(element),
        _ => [type],
    };
}
