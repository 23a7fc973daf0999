using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Bifrost.Tests.Architecture;

/// <summary>What breaks a rule, before exceptions: the key that an exception would name → what is wrong.</summary>
internal static class Rules
{
    public const int FileLines = 250;
    public const int MethodLines = 40;
    public const int ConstructorParameters = 6;
    public const int MarkupLines = 200;

    public static readonly string[] BannedFolders = ["Common", "Core", "Misc", "Extensions", "Utils"];

    private static readonly string[] BannedSuffixes = ["Manager", "Helper", "Helpers", "Util", "Utils", "Info", "Data", "Processor"];

    public static Dictionary<string, string> LongFiles() => Sources.CSharpFiles
        .Select(p => (Path: p, Sources.Lines(p).Length)).Where(f => f.Length > FileLines)
        .ToDictionary(f => f.Path, f => $"{f.Length} lines");

    public static Dictionary<string, string> LongMethods() => All(static (path, root) =>
        from member in root.DescendantNodes()
        where member is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let span = member.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - Start(member) + 1
        where lines > MethodLines
        select ($"{path}:{NameOf(member)}", $"{lines} lines"));

    public static Dictionary<string, string> WideConstructors() => All(static (path, root) =>
        from node in root.DescendantNodes()
        let found = node switch
        {
            ConstructorDeclarationSyntax constructor => (Name: constructor.Identifier.Text, constructor.ParameterList.Parameters.Count),
            ClassDeclarationSyntax { ParameterList: { } primary } type => (Name: type.Identifier.Text, primary.Parameters.Count),
            _ => (Name: "", Count: 0),
        }
        where found.Count > ConstructorParameters
        select ($"{path}:{found.Name}", $"{found.Count} parameters"));

    public static Dictionary<string, string> SharedFiles() => All(static (path, root) =>
    {
        var types = root.DescendantNodes(n => n is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax).OfType<MemberDeclarationSyntax>()
            .Where(m => m is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax && m.Modifiers.Any(SyntaxKind.PublicKeyword))
            .Select(TypeName).Distinct().ToArray();
        return types.Length > 1 ? [(path, string.Join(", ", types))] : [];
    });

    public static Dictionary<string, string> BannedNames() => All(static (path, root) =>
        from type in root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
        where Array.Exists(BannedSuffixes, s => type.Identifier.Text.EndsWith(s, StringComparison.Ordinal))
        select ($"{path}:{type.Identifier.Text}", "banned suffix"));

    public static Dictionary<string, string> LongMarkup() => Sources.RazorFiles
        .Select(p => (Path: p, Length: Markup(Sources.Lines(p)))).Where(f => f.Length > MarkupLines)
        .ToDictionary(f => f.Path, f => $"{f.Length} lines of markup");

    /// <summary>Lines before the first <c>@code</c> block: markup stands first, as everywhere in Razor.</summary>
    private static int Markup(string[] lines)
    {
        var code = Array.FindIndex(lines, l => l.StartsWith("@code", StringComparison.Ordinal));
        return code < 0 ? lines.Length : code;
    }

    private static Dictionary<string, string> All(Func<string, SyntaxNode, IEnumerable<(string Key, string What)>> find)
    {
        var found = new Dictionary<string, string>();
        foreach (var (path, root) in Sources.Code)
        {
            foreach (var (key, what) in find(path, root)) found[key] = what;
        }

        return found;
    }

    /// <summary>The first line of the member itself; comments and attributes above it do not count.</summary>
    private static int Start(SyntaxNode member)
    {
        var token = member switch
        {
            MethodDeclarationSyntax m => m.ReturnType.GetFirstToken(),
            LocalFunctionStatementSyntax f => f.ReturnType.GetFirstToken(),
            ConstructorDeclarationSyntax c => c.Identifier,
            _ => member.GetFirstToken(),
        };
        return token.GetLocation().GetLineSpan().StartLinePosition.Line;
    }

    private static string NameOf(SyntaxNode member) => member switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        LocalFunctionStatementSyntax f => f.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        _ => member.AncestorsAndSelf().OfType<PropertyDeclarationSyntax>().FirstOrDefault()?.Identifier.Text ?? member.Kind().ToString(),
    };

    private static string TypeName(MemberDeclarationSyntax member) => member switch
    {
        BaseTypeDeclarationSyntax type => type.Identifier.Text,
        DelegateDeclarationSyntax type => type.Identifier.Text,
        _ => "",
    };
}
