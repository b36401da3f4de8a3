/** A kind of outlet. Its items are `variants` × `goods`, with prices (in US cents) near the price of the good. */
export interface Trade {
  code: string
  label: string
  kind: 'restaurant' | 'shop'
  /** The schema.org type of the outlet. */
  schemaType: string
  variants: readonly string[]
  goods: readonly (readonly [name: string, cents: number])[]
}

export const trades: readonly Trade[] = [
  {
    code: 'BAK',
    label: 'Bakery',
    kind: 'restaurant',
    schemaType: 'Bakery',
    variants: ['Plain', 'Seeded', '"Everything"', 'Salt & Pepper', 'Cinnamon'],
    goods: [
      ['Bagel', 295],
      ['Sourdough Loaf', 895],
      ['Croissant', 425],
      ['Crème Brûlée Danish', 545],
      ['Pretzel', 375],
      ['Brioche', 650],
      ['Focaccia', 780],
    ],
  },
  {
    code: 'TAQ',
    label: 'Taqueria',
    kind: 'restaurant',
    schemaType: 'Restaurant',
    variants: ['Al Pastor', 'Carnitas', 'Jalapeño', 'Mushroom', 'Baja Fish'],
    goods: [
      ['Taco', 475],
      ['Burrito', 1195],
      ['Quesadilla', 995],
      ['Bowl', 1345],
      ['Torta', 1250],
      ['Nachos', 1095],
      ['Family Tray', 5890],
    ],
  },
  {
    code: 'NOO',
    label: 'Noodle Bar',
    kind: 'restaurant',
    schemaType: 'Restaurant',
    variants: ['Shoyu', 'Miso', 'Spicy', 'Garden', "Chef's"],
    goods: [
      ['Ramen', 1650],
      ['Udon', 1490],
      ['Soba', 1450],
      ['Gyoza', 890],
      ['Rice Bowl', 1275],
      ['Tsukemen', 1790],
      ['Set for Two', 4280],
    ],
  },
  {
    code: 'GRO',
    label: 'Grocery',
    kind: 'shop',
    schemaType: 'GroceryStore',
    variants: ['Organic', 'Local', 'Family Size', 'Value', 'Gold Label'],
    goods: [
      ['Whole Milk', 459],
      ['Eggs, Dozen', 529],
      ['Butter', 649],
      ['Olive Oil', 1849],
      ['Coffee Beans', 1599],
      ['Cheddar', 789],
      ['Basmati Rice', 1129],
    ],
  },
  {
    code: 'ELE',
    label: 'Electronics',
    kind: 'shop',
    schemaType: 'ElectronicsStore',
    variants: ['Compact', 'Classic', 'Pro', 'Studio', 'Refurbished'],
    goods: [
      ['Headphones', 12900],
      ['Laptop', 129900],
      ['Camera', 89900],
      ['Keyboard', 7900],
      ['Monitor', 34900],
      ['Speaker', 15900],
      ['USB-C Cable', 1290],
    ],
  },
  {
    code: 'GAR',
    label: 'Garden Center',
    kind: 'shop',
    schemaType: 'GardenStore',
    variants: ['Small', 'Medium', 'Large', 'Potted', 'Heirloom'],
    goods: [
      ['Fern', 1895],
      ['Tomato Seedling', 595],
      ['Olive Tree', 11900],
      ['Lavender', 995],
      ['Terracotta Planter', 2450],
      ['Fig', 4295],
      ['Herb Trio', 1495],
    ],
  },
]

/** The first words of outlet names. */
export const nameWords = [
  'Harbor',
  'Juniper',
  'Copper',
  'Maple',
  'Lantern',
  'Orchard',
  'Saddle',
  'Tidewater',
  'Corner',
  'Bluebird',
  'Foundry',
  'Meadow',
  'Granite',
  'Willow',
  'Canal',
  'Beacon',
  'Cypress',
  'Prairie',
  'Old Mill',
  'Sunset',
  'Union',
  'Violet',
  'Wharf',
  'Summit',
] as const
