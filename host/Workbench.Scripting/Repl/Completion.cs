using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Scripting.Repl;

/// <summary>Completions at the cursor.</summary>
/// <param name="Start">Start of the word that a choice replaces. The word ends at the cursor.</param>
/// <param name="Words">The choices, as whole words in order; may be empty.</param>
public sealed record Completions(int Start, IReadOnlyList<string> Words);

/// <summary>Completes ids in string literals, and C# names elsewhere.</summary>
/// <param name="session">The session, whose names are completed.</param>
/// <param name="ids">Returns the ids for string literals: methods, metrics and layers. Called at each completion.</param>
public sealed class Completion(ScriptSession session, Func<IEnumerable<string>> ids)
{
    private static readonly CSharpParseOptions s_parse = new(kind: SourceCodeKind.Script);
    private static readonly char[] s_within = ['@', ',', ' ', '{', '='];

    /// <summary>The completions at a position of a text.</summary>
    /// <param name="text">The text typed so far.</param>
    /// <param name="cursor">Position from 0 to the text's length.</param>
    public Completions At(string text, int cursor)
    {
        if (text.TrimStart().StartsWith(':')) return new Completions(cursor, []);
        // The text after the cursor is ignored, as it would end an open literal.
        var before = text[..cursor];
        var root = CSharpSyntaxTree.ParseText(before, s_parse).GetRoot();
        return cursor > 0 && Literal(root.FindToken(cursor - 1), cursor) is { } start ? Ids(before, start) : Names(before);
    }

    private static int? Literal(SyntaxToken token, int cursor) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken when cursor > token.SpanStart && (token.ContainsDiagnostics || cursor < token.Span.End) =>
            token.SpanStart + token.Text.IndexOf('"') + 1,
        SyntaxKind.InterpolatedStringTextToken => token.SpanStart,
        SyntaxKind.InterpolatedStringStartToken => token.Span.End,
        _ => null,
    };

    private Completions Ids(string before, int start)
    {
        var all = ids().Distinct().Order(StringComparer.Ordinal).ToList();
        if (Matching(all, before[start..]) is { Count: > 0 } whole) return new Completions(start, whole);
        // Inside a call such as METHOD@LAYER, complete its last word.
        var last = before.LastIndexOfAny(s_within) + 1;
        return last > start ? new Completions(last, Matching(all, before[last..])) : new Completions(start, []);
    }

    private Completions Names(string before)
    {
        var start = before.Length;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(before[start - 1])) start--;
        var dot = start > 0 && before[start - 1] == '.';
        if (start == before.Length && !dot) return new Completions(start, []);
        var compilation = session.Peek(before);
        var tree = compilation.SyntaxTrees.Last();
        var model = compilation.GetSemanticModel(tree);
        // All members after a dot, else all names in scope; the typed word filters them below.
        IEnumerable<ISymbol> symbols =
            !dot ? model.LookupSymbols(Math.Min(start, tree.GetText().Length))
            : Receiver(tree, start - 1) is { } receiver ? Members(model, receiver, start)
            : [];
        var words = symbols.Where(IsForUse).Select(symbol => symbol.Name);
        return new Completions(start, Matching([.. words.Distinct().Order(StringComparer.Ordinal)], before[start..]));
    }

    // Only public members of assemblies, although scripts could use others.
    private static bool IsForUse(ISymbol symbol) =>
        symbol.CanBeReferencedByName
        && !symbol.IsImplicitlyDeclared
        && (symbol.DeclaredAccessibility == Accessibility.Public || symbol.Locations.Any(place => place.IsInSource));

    private static ExpressionSyntax? Receiver(SyntaxTree tree, int dot) => tree.GetRoot().FindToken(dot).Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression,
        QualifiedNameSyntax name => name.Left,
        _ => null,
    };

    private static IEnumerable<ISymbol> Members(SemanticModel model, ExpressionSyntax receiver, int position)
    {
        var symbol = model.GetSymbolInfo(receiver).Symbol;
        if (symbol is INamespaceOrTypeSymbol scope)
            return model.LookupSymbols(position, scope).Where(member => member is INamespaceOrTypeSymbol || member.IsStatic);
        var type = model.GetTypeInfo(receiver).Type;
        return type is null or IErrorTypeSymbol
            ? []
            : model
                .LookupSymbols(position, type, includeReducedExtensionMethods: true)
                .Where(member => !member.IsStatic && member is not INamedTypeSymbol);
    }

    private static List<string> Matching(List<string> words, string prefix) =>
        [.. words.Where(word => word.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))];
}
