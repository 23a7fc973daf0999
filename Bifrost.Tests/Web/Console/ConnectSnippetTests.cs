using System.Diagnostics;
using Bifrost.Tests.Testing;
using Bifrost.Web.Console.Shared;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Bifrost.Tests.Web.Console;

/// <summary>The snippets of Connect, run as pasted with <c>BIFROST_KEY</c> set, against the real host.</summary>
[Collection(PageTests.Name)]
public sealed class ConnectSnippetTests
{
    private const string NodePackage = "openai@6.49.0";
    private const string Answer = "Hello from the fake provider";
    private const string Model = "fake/gpt-4o-mini";

    [Fact]
    public async Task Curl_runs_as_pasted()
    {
        await using var provider = await ProviderAsync();
        var (host, key) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;

        var run = await RunAsync(key, "/bin/bash", ["-c", Snippets.Of(SnippetLanguage.Curl, host.BaseAddress, null, Model)], TestPaths.Repository);

        Assert.Contains("data: ", run, StringComparison.Ordinal);
        Assert.Contains("[DONE]", run, StringComparison.Ordinal);
        Assert.Contains("provider", run, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Node_runs_as_pasted()
    {
        await using var provider = await ProviderAsync();
        var (host, key) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(folder.Combine("hello.mjs"), Snippets.Of(SnippetLanguage.Node, host.BaseAddress, null, Model), TestContext.Current.CancellationToken);
        if (!await InstallAsync(folder.Path))
        {
            Assert.Skip($"npm could not install {NodePackage} here.");
        }

        Assert.Equal(Answer, await RunAsync(key, "node", ["hello.mjs"], folder.Path));
    }

    [Fact]
    public async Task CSharp_runs_as_pasted()
    {
        await using var provider = await ProviderAsync();
        var (host, key) = await InProcessBifrost.StartWithAsync(provider);
        await using var running = host;
        using var folder = new TempFolder();
        Compile(Snippets.Of(SnippetLanguage.CSharp, host.BaseAddress, null, Model), folder);

        Assert.Equal(Answer, await RunAsync(key, "dotnet", ["hello.dll"], folder.Path));
    }

    private static async Task<FakeProvider> ProviderAsync()
    {
        var provider = await FakeProvider.StartAsync();
        provider.TextOf = _ => Answer;
        return provider;
    }

    private static async Task<string> RunAsync(string key, string program, string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder };
        start.Environment["BIFROST_KEY"] = key;
        return (await ProcessRun.OfAsync(start)).Succeeded(program).Output.Trim();
    }

    private static async Task<bool> InstallAsync(string folder)
    {
        try
        {
            var run = await ProcessRun.OfAsync(new ProcessStartInfo("npm", ["install", NodePackage, "--no-audit", "--no-fund", "--ignore-scripts"]) { WorkingDirectory = folder });
            return run.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>What <c>dotnet new console</c> and <c>dotnet add package OpenAI</c> would build; the shared framework stands in for the package's own dependencies.</summary>
    private static void Compile(string snippet, TempFolder folder)
    {
        const string implicitUsings = "global using System; global using System.IO; global using System.Linq; global using System.Collections.Generic; global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));
        var compilation = CSharpCompilation.Create("hello", [CSharpSyntaxTree.ParseText(snippet), CSharpSyntaxTree.ParseText(implicitUsings)], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        var emitted = compilation.Emit(folder.Combine("hello.dll"));
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Where(f => Path.GetFileName(f) is "OpenAI.dll" || Path.GetFileName(f).StartsWith("System.", StringComparison.Ordinal) || Path.GetFileName(f).StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)))
        {
            File.Copy(file, folder.Combine(Path.GetFileName(file)));
        }

        var version = Environment.Version;
        File.WriteAllText(folder.Combine("hello.runtimeconfig.json"), $$"""
            { "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.AspNetCore.App", "version": "{{version.Major}}.{{version.Minor}}.0" } } }
            """);
    }
}
