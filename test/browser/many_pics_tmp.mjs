import { writeFileSync } from 'node:fs';
import { openLook, startBrowser } from './lib/browser.mjs';
import { startWorld } from './lib/world.mjs';
import { Person } from './lib/person.mjs';
import { MISTAKES } from './lib/states.mjs';
const world = await startWorld();
const browser = await startBrowser();
const names = ['a list of people that is checked','people who would be disabled','many keys that are shown','many benefits to activate','a monthly credit in the way of a bulk one','nobody is ticked','many keys without a confirmation'];
try {
  for (const [size, tag] of [['desktop','w'],['phone','p']]) {
    const look = await openLook(browser, world.server, { language: tag==='w'?'en':'sv', size });
    await new Person(look, { text: (t)=>t }).signIn(world.people.partner);
    const shot = async (name) => { await look.settle(); writeFileSync(`/tmp/pic_${tag}_${name}.png`, await look.page.screenshot({ fullPage: true })); 
      const n = await look.page.evaluate(() => [document.querySelectorAll('*').length, document.documentElement.scrollWidth, innerWidth]); console.log(tag, name, n.join(' ')); };
    for (const [p,n] of [['/people?ticked=all','people'],['/keys','keys'],['/benefits','benefits'],[`/subscriptions/${world.subscriptions.large}`,'sub']]) { await look.page.goto(p); await shot(n); }
    await look.page.click('#people summary'); await shot('paste');
    for (const m of MISTAKES.filter(({name})=>names.includes(name))) { try { await m.open(look, world); await shot(m.name.replaceAll(' ','_')); } catch (e) { console.log('FAIL', m.name, e.message.slice(0,300)); await shot('FAIL_'+m.name.replaceAll(' ','_')); } }
    console.log(look.noise?.heard ?? '');
    await look.close();
  }
} finally { await browser.close(); await world.server.remove(); }
