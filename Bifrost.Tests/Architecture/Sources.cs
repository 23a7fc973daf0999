using System.Diagnostics;
using Bifrost.Tests.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bifrost.Tests.Architecture;

/// <summary>The repository's own files, as git would track them, with paths relative to the root and forward slashes.</summary>
internal static class Sources
{
    private static readonly string[] NotOurs = ["bin", "obj", ".git", "node_modules", "TestResults", "bifrost-data", "artifacts", ".vs", ".idea"];

    private static readonly Lazy<IReadOnlyList<string>> LazyAll = new(List);

    private static readonly Lazy<IReadOnlyList<(string Path, SyntaxNode Root)>> LazyCode = new(() =>
        [.. CSharpFiles.Select(p => (p, CSharpSyntaxTree.ParseText(File.ReadAllText(Absolute(p))).GetRoot()))]);

    /// <summary>Every file that is or could be committed.</summary>
    public static IReadOnlyList<string> All => LazyAll.Value;

    /// <summary>Written C#: no migrations, no generated code.</summary>
    public static IEnumerable<string> CSharpFiles =>
        All.Where(p => p.EndsWith(".cs", StringComparison.Ordinal) && !p.Contains("/Migrations/", StringComparison.Ordinal) && !p.EndsWith(".g.cs", StringComparison.Ordinal));

    public static IEnumerable<string> RazorFiles => All.Where(p => p.EndsWith(".razor", StringComparison.Ordinal));

    /// <summary>The same C#, parsed once.</summary>
    public static IReadOnlyList<(string Path, SyntaxNode Root)> Code => LazyCode.Value;

    public static string Absolute(string path) => Path.Combine(TestPaths.Repository, path);

    public static string[] Lines(string path) => File.ReadAllLines(Absolute(path));

    private static IReadOnlyList<string> List()
    {
        var listed = Git() ?? Walk(TestPaths.Repository);
        return [.. listed.Where(p => File.Exists(Absolute(p))).Order(StringComparer.Ordinal)];
    }

    /// <summary>Null outside a work tree: an unpacked archive is tested by what lies there.</summary>
    private static string[]? Git()
    {
        if (!Path.Exists(Absolute(".git"))) return null;
        try
        {
            var start = new ProcessStartInfo("git", ["-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]) { WorkingDirectory = TestPaths.Repository };
            var run = ProcessRun.OfAsync(start).GetAwaiter().GetResult();
            return run.ExitCode == 0 ? run.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder)) yield return Path.GetRelativePath(TestPaths.Repository, file).Replace('\\', '/');
        foreach (var inner in Directory.EnumerateDirectories(folder).Where(d => !NotOurs.Contains(Path.GetFileName(d))))
        {
            foreach (var file in Walk(inner)) yield return file;
        }
    }
}
